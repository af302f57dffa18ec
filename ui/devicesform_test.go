package ui

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// fakeDevices has two printers, two models, and a reader that a test can speak for.
type fakeDevices struct {
	words func() string
	done  []string
	err   error
	kept  string // file; "": it was printed
	hear  func(ScanRead)

	installs ModelsInstalled
	models   []string // nil: two
}

func (d *fakeDevices) Printers(context.Context) ([]string, string, error) {
	return []string{"Epson-TM-T20", "HP_LaserJet_Pro_MFP_M428fdw_lantai_dua"}, "HP_LaserJet_Pro_MFP_M428fdw_lantai_dua", d.err
}

func (d *fakeDevices) TestPage(_ context.Context, sheet bool, language string) (enrol.Printed, error) {
	d.done = append(d.done, fmt.Sprint("page ", sheet, " ", language))
	if d.kept != "" {
		return enrol.Printed{File: d.kept}, d.err
	}
	return enrol.Printed{Printer: "HP_LaserJet_Pro_MFP_M428fdw_lantai_dua"}, d.err
}

func (d *fakeDevices) Line(_ context.Context, language string) []Finding {
	d.done = append(d.done, "line "+language)
	return []Finding{{Name: "Pusat", Tone: look.Bad, Fact: d.words(), Do: d.words()}, {Name: "Jam", Tone: look.Warn, Fact: d.words()}}
}

func (d *fakeDevices) Models(context.Context) []string {
	if d.models != nil {
		return d.models
	}
	return []string{"sface", "edgeface"}
}

func (d *fakeDevices) InstallModels(ctx context.Context, folder string, hear func(ModelStep)) ModelsInstalled {
	d.done = append(d.done, "install "+filepath.Base(folder))
	hear(ModelStep{ID: "yunet", At: 1, Of: 2, Bytes: 100_000, Size: 232_589})
	if ctx.Err() != nil {
		return ModelsInstalled{Err: enrol.WrapError(enrol.CodeCancelled, "install models", ctx.Err())}
	}
	return d.installs
}

func (d *fakeDevices) Listen(hear func(ScanRead)) func() {
	d.hear = hear
	return func() { d.hear = nil }
}

func (d *fakeDevices) Reads(_ context.Context, text string) ScanRead {
	d.done = append(d.done, "reads "+text)
	return ScanRead{Tone: look.Warn, Code: enrol.CodeQRForeign, Args: map[string]string{"n": fmt.Sprint(len(text))}}
}

func (r *rig) withDevices() *fakeDevices {
	r.withTools()
	d := &fakeDevices{words: func() string { return r.words.Say("code.certificate") }}
	r.deps.Devices = d
	return d
}

// as has somebody of a role at the ready lane.
func (r *rig) as(role enrol.Role) {
	r.scene("02-ready")
	v := r.view
	v.Staff.Role = role
	r.arrived(v)
}

func (r *rig) openedDevices() *devicesForm {
	r.press(fyne.KeyF11)
	r.press(fyne.KeyF7)
	q, ok := r.question.(*devicesForm)
	if !ok {
		r.tb.Fatal("F7 in the settings opens no devices")
	}
	return q
}

func TestDevicesChoose(t *testing.T) {
	r := MustRig(t, "id", false)
	r.withDevices()
	r.as(enrol.RoleTechnician)
	r.openedDevices()
	const hp = "HP_LaserJet_Pro_MFP_M428fdw_lantai_dua"
	for _, tt := range []struct {
		key  string
		want Prefs
	}{
		{"1", Prefs{Printer: "Epson-TM-T20"}}, {"1", Prefs{Printer: hp}}, {"1", Prefs{Printer: PrinterFile}}, {"1", Prefs{}},
		{"2", Prefs{Sheets: "Epson-TM-T20"}}, {"3", Prefs{Sheets: "Epson-TM-T20", Paper: "a6"}}, {"3", Prefs{Sheets: "Epson-TM-T20", Paper: "80mm"}},
		{"4", Prefs{Sheets: "Epson-TM-T20", Paper: "80mm", Embedder: "sface"}}, {"4", Prefs{Sheets: "Epson-TM-T20", Paper: "80mm", Embedder: "edgeface"}},
	} {
		r.digits(tt.key)
		tt.want.Language, tt.want.Resident = "id", true
		if r.prefs != tt.want {
			t.Fatalf("key %s: %+v, want %+v", tt.key, r.prefs, tt.want)
		}
	}
	if q := r.question.(*devicesForm); !strings.Contains(q.results[0].text, r.words.Say("settings.next-start")) {
		t.Errorf("of another model nothing is said but %q", q.results[0].text)
	}
	r.press(fyne.KeyEscape)
	if _, ok := r.question.(*settingsForm); !ok {
		t.Error("Esc does not lead back to the settings")
	}
}

// TestDevicesModelIsForSome: staff see the model and choose their printer, and do not
// change what compares faces.
func TestDevicesModelIsForSome(t *testing.T) {
	r := MustRig(t, "id", false)
	r.withDevices()
	r.as(enrol.RoleStaff)
	r.openedDevices()
	r.digits("41")
	if r.prefs.Embedder != "" || r.prefs.Printer != "Epson-TM-T20" {
		t.Errorf("%+v", r.prefs)
	}
}

func TestDevicesTry(t *testing.T) {
	r := MustRig(t, "id", false)
	d := r.withDevices()
	r.as(enrol.RoleStaff)
	r.openedDevices()
	says := func() string { return r.question.(*devicesForm).results[0].text }
	for _, tt := range []struct {
		key        fyne.KeyName
		err        error
		kept       string
		did, shows string
	}{
		{fyne.KeyF5, nil, "", "page false id", "HP_LaserJet"},
		{fyne.KeyF6, nil, "", "page true id", "HP_LaserJet"},
		{fyne.KeyF6, nil, "sheets/uji.pdf", "page true id", "uji.pdf"},
		{fyne.KeyF5, enrol.NewError(enrol.CodePrinter, "print"), "", "page false id", "rinter"},
		{fyne.KeyF7, nil, "", "line id", "Pusat: "},
	} {
		d.done, d.err, d.kept = nil, tt.err, tt.kept
		r.press(tt.key)
		if strings.Join(d.done, ";") != tt.did || !strings.Contains(says(), tt.shows) {
			t.Errorf("%s: did %q, shows %q", tt.key, d.done, says())
		}
	}
}

// TestHeldUpCode: a code that is held up is shown once, although it is read with every frame; another
// one is shown at once.
func TestHeldUpCode(t *testing.T) {
	r := MustRig(t, "id", false)
	r.withDevices()
	r.as(enrol.RoleStaff)
	r.openedDevices()
	r.press(fyne.KeyF3)
	read := ScanRead{Tone: look.Warn, Code: enrol.CodeQRForeign, Args: map[string]string{"n": "12"}}
	shows := func() bool {
		before := r.question
		r.heardTest(read)
		return r.question != before
	}
	if !shows() {
		t.Fatal("not shown")
	}
	for range 40 {
		r.clock = r.clock.Add(100 * time.Millisecond)
		if shows() {
			t.Fatal("shown anew while it is held up")
		}
	}
	read.Args = map[string]string{"n": "13"}
	if !shows() {
		t.Error("another code is not shown")
	}
	r.clock = r.clock.Add(heardPause)
	if !shows() {
		t.Error("held up again, it is not shown")
	}
}

// TestNoDevicesAtTheLogIn: nobody chooses a printer who has not said who she is.
func TestNoDevicesAtTheLogIn(t *testing.T) {
	r := MustRig(t, "id", false)
	r.withDevices()
	r.scene("01-closed")
	r.press(fyne.KeyF11)
	if _, ok := r.question.(*settingsForm); !ok {
		t.Fatalf("%T", r.question)
	}
	r.press(fyne.KeyF7)
	r.openDevices()
	if _, ok := r.question.(*settingsForm); !ok {
		t.Errorf("F7 opened %T", r.question)
	}
	r.picture(r.window, "settings-login-id-light")
}

// TestScannerTest: a QR before the camera and one from a hand scanner are said and open
// nothing, and however the test's form goes, the lane gets its codes back.
func TestScannerTest(t *testing.T) {
	r := MustRig(t, "id", false)
	d := r.withDevices()
	r.as(enrol.RoleStaff)
	r.openedDevices()
	r.press(fyne.KeyF3)
	if d.hear == nil {
		t.Fatal("nobody listens")
	}
	d.hear(ScanRead{Tone: look.OK, Key: "scantest.credential", Args: map[string]string{"nik": "3276 •••• •••• 0001", "n": "412"}, Until: uidemo.Now})
	q := r.question.(*devicesForm)
	if !strings.Contains(q.results[0].text, "412") || !strings.Contains(q.results[0].add, "3276 •••• •••• 0001") ||
		!strings.Contains(q.results[0].add, r.words.Moment(uidemo.Now)) {
		t.Errorf("shows %+v", q.results)
	}
	r.scan("HTTPS://EXAMPLE.COM/NOT-OURS")
	q = r.question.(*devicesForm)
	if d.done[len(d.done)-1] != "reads HTTPS://EXAMPLE.COM/NOT-OURS" || r.sent().Action != "" || q.results[0].tone != look.Warn {
		t.Errorf("did %q, shows %+v", d.done, q.results)
	}
	for name, leave := range map[string]func(){
		"F3": func() { r.press(fyne.KeyF3) }, "Esc": func() { r.press(fyne.KeyEscape) },
		"LogOut": func() { r.scene("01-closed") }, "Case": func() { r.scene("12-match") },
		"Lock": func() { v := r.view; v.Lock = lane.LockView{On: true}; r.arrived(v) },
	} {
		r.scene("01-closed")
		r.UI.question = nil
		r.as(enrol.RoleStaff)
		r.openedDevices()
		r.press(fyne.KeyF3)
		if d.hear == nil {
			t.Fatalf("%s: nobody listens", name)
		}
		leave()
		if d.hear != nil {
			t.Errorf("%s: the lane reads no code any more", name)
		}
		if r.gate != nil {
			v := r.view
			v.Lock = lane.LockView{}
			r.arrived(v)
		}
	}
}

func TestDevicesScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, p := range []Prefs{{}, {Dark: true}, {Contrast: true, TextSize: 175}} {
			r := MustRig(t, language, p.Dark)
			r.withDevices()
			r.deps.Kiosk = true
			r.as(enrol.RoleTechnician)
			p.Language, p.Resident = language, true
			r.choose(p)
			name := fmt.Sprintf("%d-%s-%s", max(100, p.TextSize), language, map[bool]string{false: "light", true: "dark"}[p.Dark])
			r.press(fyne.KeyF11)
			r.check("settings of a kiosk", r.window)
			r.answer()
			r.openedDevices()
			r.check("devices", r.window)
			r.picture(r.window, "devices-"+name)
			r.digits("1123")
			r.press(fyne.KeyF7)
			r.check("devices line", r.window)
			r.picture(r.window, "devices-line-"+name)
			for _, k := range []string{"scantest.credential", "scantest.shown", "scantest.slip", ""} {
				r.press(fyne.KeyF3)
				r.heardTest(ScanRead{Tone: look.OK, Key: k, Code: enrol.CodeQRForeign, Args: map[string]string{"nik": "3276 •••• •••• 0001", "counter": "LOKET-2-LANTAI-DASAR", "n": "1284"}, Until: uidemo.Now})
				r.check("scan test "+k, r.window)
				if k == "scantest.credential" {
					r.picture(r.window, "devices-scan-"+name)
				}
				r.press(fyne.KeyF3)
			}
			r.press(fyne.KeyF6)
			r.check("test page", r.window)
			r.clock = r.clock.Add(time.Second)
		}
	}
}
