package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// enrolOrder is one as a technician types it.
var enrolOrder = EnrolOrder{Registry: "pusat.example.id:8444", Code: "7k3m 9qxe 2rfa tw5h 8bnd 4gzc vj60 ps1y", Name: "loket-3"}

// enrolled is what becomes of it.
var enrolled = Enrolled{Device: "0195794a-7c2e-7f11-9d5e-3b8a2f61c0d4", Outlet: "depok-margonda"}

// fakeEnrolment is a registry that answers as it is told.
type fakeEnrolment struct {
	err      error
	done     Enrolled
	orders   []EnrolOrder
	stopped  bool // by the context
	reopened int
}

// strange gives the rig a PC that no registry knows.
func (r *rig) strange() *fakeEnrolment {
	f := &fakeEnrolment{done: enrolled}
	r.deps.Enrol = &Enrolment{Host: enrolOrder.Name, Do: func(ctx context.Context, o EnrolOrder) (Enrolled, error) {
		f.orders = append(f.orders, o)
		if f.stopped = ctx.Err() != nil; f.stopped {
			return Enrolled{}, enrol.WrapError(enrol.CodeCancelled, "enrol device", ctx.Err())
		}
		return f.done, f.err
	}, Reopen: func() { f.reopened++ }}
	r.scene("01-closed")
	r.rebuild()
	return f
}

// typeOrder fills the form in, which is open, and sends it.
func (r *rig) typeOrder(o EnrolOrder) {
	r.typeText(o.Registry)
	r.press(fyne.KeyReturn)
	r.typeText(o.Code)
	r.press(fyne.KeyReturn)
}

// texts is everything that can be read in the operator's window.
func (r *rig) texts() string {
	var all []string
	eachText(r.root, func(t *look.Text) { all = append(all, t.Text()) })
	return strings.Join(all, "\n")
}

// enrolFaults are what can go wrong, with the sentence and the field that follow.
var enrolFaults = []struct {
	name  string
	err   error
	key   string // "": what is said of the code elsewhere
	field int
}{
	{"no address", enrol.NewError(enrol.CodeConfig, "read registry address").With("field", "url"), "address", enrolAddress},
	{"mistyped code", enrol.NewError(enrol.CodeEnrolCode, "parse").With("why", "form"), "form", enrolCode},
	{"used code", enrol.NewError(enrol.CodeEnrolCode, "enrol device"), "code", enrolCode},
	{"another registry", enrol.NewError(enrol.CodeCertificate, "enrol device").With("side", "registry"), "certificate", enrolAddress},
	{"clock", enrol.NewError(enrol.CodeCertificate, "enrol device").With("side", "registry").With("why", "time"), "clock", enrolAddress},
	{"offline", enrol.NewError(enrol.CodeOffline, "enrol device"), "offline", enrolAddress},
	{"slow", enrol.NewError(enrol.CodeSlow, "enrol device"), "offline", enrolAddress},
	{"residents' pages", enrol.NewError(enrol.CodeNonsense, "enrol device").With("why", "media type"), "nonsense", enrolAddress},
	{"out of order", enrol.NewError(enrol.CodeServer, "enrol device"), "server", enrolAddress},
	{"too often", enrol.NewError(enrol.CodeThrottled, "enrol device"), "server", enrolAddress},
	{"stopped", enrol.WrapError(enrol.CodeCancelled, "enrol device", context.Canceled), "stopped", enrolAddress},
	{"training", enrol.NewError(enrol.CodeTraining, "enrol"), "", enrolAddress},
	{"full disk", enrol.NewError(enrol.CodeDiskFull, "keep device identity"), "", enrolAddress},
	{"something else", errors.New("bug"), "", enrolAddress},
}

func TestEnrolFault(t *testing.T) {
	for _, language := range assets.Languages {
		w, err := words.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range enrolFaults {
			got := newEnrolFault(w, tt.err, uidemo.Now)
			text, do := w.Failure(tt.err, uidemo.Now)
			if tt.key != "" {
				key := "enrol.fault-" + tt.key
				if !w.Has(key) || !w.Has(key+".do") {
					t.Errorf("%s: no words for %s", language, key)
				}
				text, do = w.Say(key, "clock", w.Moment(uidemo.Now.Local())), w.Say(key+".do")
			}
			if want := (enrolFault{text, do, tt.field}); got != want {
				t.Errorf("%s: %s: %+v, want %+v", language, tt.name, got, want)
			}
		}
	}
}

func TestLackingField(t *testing.T) {
	for _, tt := range []struct {
		order EnrolOrder
		want  int
	}{
		{EnrolOrder{}, enrolAddress},
		{EnrolOrder{Code: "x", Name: "x"}, enrolAddress},
		{EnrolOrder{Registry: "x", Name: "x"}, enrolCode},
		{EnrolOrder{Registry: "x", Code: "x"}, enrolName},
		{EnrolOrder{Registry: "x", Code: "x", Name: strings.Repeat("x", nameMax+1)}, enrolName},
		{EnrolOrder{Registry: "x", Code: "x", Name: strings.Repeat("x", nameMax)}, -1},
	} {
		if got := lackingField(tt.order); got != tt.want {
			t.Errorf("%+v: %d, want %d", tt.order, got, tt.want)
		}
	}
}

// TestUnknownPC: the door says that the registry does not know this PC, and offers to change that, only
// where it is so; a PC that is known and has nobody's name yet says what it waits for.
func TestUnknownPC(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, language == "en")
		r.scene("01-closed")
		unknown, join, soon := r.words.Say("login.unknown"), r.words.Say("login.enrol"), r.words.Say("login.first-sync")
		if all := r.texts(); strings.Contains(all, unknown) || strings.Contains(all, join) || strings.Contains(all, soon) {
			t.Errorf("a PC that is known: %s", all)
		}
		r.press(fyne.KeyF8)
		if r.question != nil {
			t.Error("a PC that is known can be enrolled at the door")
		}
		v := r.view
		v.Outlet = ""
		r.arrived(v)
		if !strings.Contains(r.texts(), soon) {
			t.Error("it is not said that staff have not come yet")
		}
		r.check("waits for staff", r.window)
		r.picture(r.window, "settings-door-waits-"+language+"-light")
		r.arrived(uidemo.Scenes()[0].View)
		if strings.Contains(r.texts(), soon) {
			t.Error("staff have come, and are still awaited")
		}
		r.strange()
		r.arrived(v)
		if all := r.texts(); !strings.Contains(all, unknown) || !strings.Contains(all, join) || strings.Contains(all, soon) {
			t.Errorf("a PC that is not known: %s", all)
		}
		for _, size := range []fyne.Size{fyne.NewSize(1024, 600), fyne.NewSize(1280, 720)} {
			r.window.Resize(size)
			r.check("a PC that is not known", r.window)
			r.touches("a PC that is not known")
			r.picture(r.window, fmt.Sprintf("settings-door-unknown-%v-%s", size.Height, language))
		}
	}
}

// TestEnrolByKeys makes a PC known by the keyboard: what lacks is asked for, what went wrong is said with the
// fields kept, and the counter opens anew.
func TestEnrolByKeys(t *testing.T) {
	for _, language := range assets.Languages {
		t.Run(language, func(t *testing.T) {
			r := MustRig(t, language, language == "en")
			f, ends := r.strange(), 0
			r.end = func() { ends++ }
			said := func(what, key string) {
				t.Helper()
				if text := r.words.Say(key); !strings.Contains(r.texts(), strings.SplitN(text, "{", 2)[0]) {
					t.Errorf("%s: %q is not said in\n%s", what, text, r.texts())
				}
				r.check(what, r.window)
				r.picture(r.window, "settings-enrol-"+strings.ReplaceAll(what, " ", "-")+"-"+language+"-light")
			}
			r.press(fyne.KeyF8)
			said("empty", "enrol.hint")
			r.press(fyne.KeyReturn)
			said("no address", "enrol.no-address")
			f.err = enrol.NewError(enrol.CodeOffline, "enrol device")
			r.typeOrder(enrolOrder)
			said("offline", "enrol.fault-offline")
			if len(f.orders) != 1 || f.orders[0] != enrolOrder {
				t.Fatalf("asked with %+v", f.orders)
			}
			r.press(fyne.KeyReturn) // the fields stand
			if len(f.orders) != 2 || f.orders[1] != enrolOrder {
				t.Fatalf("asked again with %+v", f.orders)
			}
			r.press(fyne.KeyF10) // and in another language, too
			r.press(fyne.KeyF10)
			f.err = nil
			r.press(fyne.KeyReturn)
			if len(f.orders) != 3 || f.orders[2] != enrolOrder {
				t.Fatalf("asked at last with %+v", f.orders)
			}
			said("done", "enrol.next")
			if all := r.texts(); !strings.Contains(all, enrolled.Device) || !strings.Contains(all, enrolled.Outlet) || strings.Contains(all, "7k3m") {
				t.Errorf("what it has become: %s", all)
			}
			r.press(fyne.KeyEscape) // there is no way back
			r.clock = r.clock.Add(reopenAfter - time.Second)
			r.refresh()
			if f.reopened+ends != 0 {
				t.Error("it is opened anew before anybody can have read it")
			}
			r.clock = r.clock.Add(2 * time.Second)
			r.refresh()
			if f.reopened != 1 || ends != 1 {
				t.Errorf("opened anew %d times, ended %d times", f.reopened, ends)
			}
		})
	}
}

// TestEnrolStops: a try that is under way is shown, can be ended, and keeps what was typed; whatever it
// answers, in whichever language, finds the form.
func TestEnrolStops(t *testing.T) {
	r := MustRig(t, "id", false)
	later := &jobsLater{}
	r.carry = later
	f := r.strange()
	r.press(fyne.KeyF8)
	r.typeOrder(enrolOrder)
	r.press(fyne.KeyReturn) // a second Enter does not ask twice
	if len(later.jobs) != 1 || !strings.Contains(r.texts(), r.words.Say("enrol.working")) || !strings.Contains(r.texts(), r.words.Say("enrol.busy")) {
		t.Fatalf("%d tries under way, and there stands\n%s", len(later.jobs), r.texts())
	}
	r.check("under way", r.window)
	r.picture(r.window, "settings-enrol-working-id-light")
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyF10)
	later.work()
	if !f.stopped || !strings.Contains(r.texts(), r.words.Say("enrol.fault-stopped")) {
		t.Errorf("stopped %v, and there stands\n%s", f.stopped, r.texts())
	}
	r.press(fyne.KeyReturn)
	later.work()
	if f.stopped || len(f.orders) != 2 || f.orders[1] != enrolOrder {
		t.Errorf("after a stop it was asked with %+v", f.orders)
	}
	if q, ok := r.question.(*enrolForm); !ok || q.at.IsZero() {
		t.Error("it is not said that it is done")
	}
}

// TestEnrolFaultsFit draws every fault, and the end with a queue, at the smallest size and in the largest letters.
func TestEnrolFaultsFit(t *testing.T) {
	for _, language := range assets.Languages {
		for _, text := range []int{100, 175} {
			r := MustRig(t, language, text > 100)
			f := r.strange()
			r.choose(Prefs{Language: language, TextSize: text, Dark: text > 100, Resident: true})
			r.window.Resize(fyne.NewSize(1024, 600))
			r.check("door", r.window)
			r.picture(r.window, fmt.Sprintf("settings-door-unknown-%d-%s", text, language))
			for _, tt := range enrolFaults {
				f.err = tt.err
				r.ask(newEnrolForm(r.UI, enrolOrder, &enrolTry{lack: -1}))
				r.press(fyne.KeyReturn)
				r.check(fmt.Sprintf("%s at %d", tt.name, text), r.window)
				r.touches(tt.name)
				if slices.Contains([]string{"clock", "residents' pages"}, tt.name) {
					r.picture(r.window, fmt.Sprintf("settings-enrol-%s-%d-%s", tt.name[:5], text, language))
				}
				r.answer()
			}
			f.err, f.done.Queued = nil, 128
			r.ask(newEnrolForm(r.UI, enrolOrder, &enrolTry{lack: -1}))
			r.press(fyne.KeyReturn)
			r.check(fmt.Sprintf("done at %d", text), r.window)
			r.touches("done")
			r.picture(r.window, fmt.Sprintf("settings-enrol-queue-%d-%s", text, language))
		}
	}
}
