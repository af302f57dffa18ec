package ui

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// TestFaultWindow draws the window for each fault of a start, and closes it by key.
func TestFaultWindow(t *testing.T) {
	long := []string{"berkas: /home/petugas-loket-satu/.config/gerai/gerai.toml", "baris: 12", "namely: pull_every_so_often",
		"skema basis data: 99", "1. gerai restore /home/petugas-loket-satu/.local/share/gerai/backups/gerai-20260302T100000Z.db"}
	for _, as := range []struct {
		language string
		text     int
	}{{"id", 100}, {"en", 100}, {"id", 175}, {"en", 175}} {
		language := as.language
		w := MustWords(t, language)
		for _, c := range []enrol.Code{enrol.CodeDBNewer, enrol.CodeConfig, enrol.CodeKeyLocked, enrol.CodeDBInUse, enrol.CodeDBBroken,
			enrol.CodeDiskFull, enrol.CodeInternal, enrol.CodeUsage} {
			sentence, do := w.Code(c, nil)
			x, err := NewFaultWindow(test.NewTempApp(t), language, Fault{Sentence: sentence, Do: do, Details: long, Prefs: Prefs{TextSize: as.text}})
			if err != nil {
				t.Fatal(err)
			}
			closed := false
			x.Window().SetOnClosed(func() { closed = true })
			x.Window().Resize(fyne.NewSize(860, 480))
			r := &rig{tb: t}
			r.check(language+" "+string(c), x.Window())
			r.picture(x.Window(), fmt.Sprintf("fault-%s-%d-%s-light", c, as.text, language))
			said := map[string]bool{}
			eachText(x.Window().Content(), func(text *look.Text) { said[text.Text()] = true })
			if !said[sentence] || !said[do] || !said[w.Say("fault.title")] {
				t.Errorf("%s %s: the window says %v", language, c, said)
			}
			x.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF9})
			if closed {
				t.Error("closed by any key")
			}
			x.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
			if !closed {
				t.Error("Esc does not close it")
			}
		}
	}
	if _, err := NewFaultWindow(test.NewTempApp(t), "fr", Fault{}); err != nil {
		t.Errorf("a broken configuration may name no language of ours: %v", err)
	}
}

// TestFaultWindowStays: in a kiosk whatever closes it tries again, and it looks as staff chose.
func TestFaultWindowStays(t *testing.T) {
	for _, language := range assets.Languages {
		w := MustWords(t, language)
		sentence, do := w.Code(enrol.CodeDBBroken, nil)
		for _, tt := range []struct {
			key   fyne.KeyName
			stays bool
		}{{fyne.KeyEscape, true}, {fyne.KeyReturn, true}, {fyne.KeyEscape, false}} {
			x, err := NewFaultWindow(test.NewTempApp(t), language, Fault{Sentence: sentence, Do: do, Full: true, Stays: tt.stays,
				Prefs: Prefs{Dark: true, TextSize: 175}})
			if err != nil {
				t.Fatal(err)
			}
			x.Window().Resize(fyne.NewSize(860, 480))
			r := &rig{tb: t}
			r.check(language, x.Window())
			r.picture(x.Window(), fmt.Sprintf("fault-stays-%v-%s-dark", tt.stays, language))
			if x.leave.Key() != (map[bool]string{true: "Enter", false: "Esc"})[tt.stays] {
				t.Errorf("stays %v: the key is %s", tt.stays, x.leave.Key())
			}
			x.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: tt.key})
			if x.Again() != tt.stays {
				t.Errorf("stays %v, %s: tries again %v", tt.stays, tt.key, x.Again())
			}
		}
	}
}

// TestFaultWindowMends: by key, asked once more first, and not closed in the middle.
func TestFaultWindowMends(t *testing.T) {
	for _, language := range assets.Languages {
		w := MustWords(t, language)
		var jobs []func()
		answer := error(enrol.NewError(enrol.CodeDiskFull, "test"))
		mends := 0
		sentence, do := w.Code(enrol.CodeDBBroken, nil)
		x, err := NewFaultWindow(test.NewTempApp(t), language, Fault{Sentence: sentence, Do: do, Sure: w.Say("fault.mend-sure", "backup", "gerai-20260302T100000Z.db"),
			Mend: func(context.Context) (string, error) {
				mends++
				return w.Say("fault.mended-all", "cases", "12", "packets", "11", "lost", "1"), answer
			}})
		if err != nil {
			t.Fatal(err)
		}
		x.work = func(job func()) { jobs = append(jobs, job) }
		closed := false
		x.Window().SetOnClosed(func() { closed = true })
		x.Window().Resize(fyne.NewSize(860, 480))
		r := &rig{tb: t}
		press := func(k fyne.KeyName, picture string) {
			x.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k})
			r.check(language+" "+picture, x.Window())
			r.picture(x.Window(), "fault-mend-"+picture+"-"+language+"-light")
		}
		work := func() { jobs[0](); jobs = jobs[1:] }
		press(fyne.KeyF2, "asked")
		if len(jobs) != 0 {
			t.Fatal("began without being asked twice")
		}
		press(fyne.KeyF2, "works")
		press(fyne.KeyF2, "works")
		press(fyne.KeyEscape, "works")
		if closed || len(jobs) != 1 {
			t.Fatalf("closed %v, %d jobs", closed, len(jobs))
		}
		work() // fails
		if x.Again() {
			t.Fatal("a failure mended it")
		}
		answer = nil
		press(fyne.KeyF2, "asked")
		press(fyne.KeyF2, "works")
		work()
		press(fyne.KeyF9, "done")
		if mends != 2 || closed {
			t.Fatalf("mended %d times, closed %v", mends, closed)
		}
		press(fyne.KeyReturn, "done")
		if !closed || !x.Again() {
			t.Error("Enter does not open the counter")
		}
	}
}
