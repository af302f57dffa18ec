package ui

import (
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
	for _, language := range assets.Languages {
		w := MustWords(t, language)
		for _, c := range []enrol.Code{enrol.CodeDBNewer, enrol.CodeConfig, enrol.CodeKeyLocked, enrol.CodeDBInUse, enrol.CodeDBBroken,
			enrol.CodeDiskFull, enrol.CodeInternal, enrol.CodeUsage} {
			sentence, do := w.Code(c, nil)
			x, err := NewFaultWindow(test.NewTempApp(t), language, Fault{Sentence: sentence, Do: do, Details: long})
			if err != nil {
				t.Fatal(err)
			}
			closed := false
			x.Window().SetOnClosed(func() { closed = true })
			x.Window().Resize(fyne.NewSize(860, 480))
			r := &rig{tb: t}
			r.check(language+" "+string(c), x.Window())
			r.picture(x.Window(), "fault-"+string(c)+"-"+language+"-light")
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
