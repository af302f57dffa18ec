package ui

import (
	"encoding/json"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// texts are all that can be read in a window.
func texts(w fyne.Window) string {
	var all []string
	eachText(w.Content(), func(t *look.Text) { all = append(all, t.Text()) })
	return strings.Join(all, "\n")
}

// TestResidentNeverSeesTheNext: with two in the pipeline the staff's side says who
// waits, masked; the resident's side shows not a digit of it, in any scene.
func TestResidentNeverSeesTheNext(t *testing.T) {
	r := MustRig(t, "id", false)
	masked := uidemo.NextNIK.Masked()
	for _, s := range uidemo.Scenes() {
		v := s.View
		v.Next = lane.NextView{Ready: true, NIK: masked}
		r.arrived(v)
		model, err := json.Marshal(newResidentModel(r.words, v))
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{"window": texts(r.resident.window), "model": string(model)} {
			if strings.Contains(text, masked) || strings.Contains(text, string(uidemo.NextNIK[12:])) {
				t.Errorf("%s: the %s shows who waits", s.Name, what)
			}
		}
		if staff := texts(r.window); r.where == atLane && !v.Lock.On && !strings.Contains(staff, masked) {
			t.Errorf("%s: staff do not see who waits", s.Name)
		}
		if strings.Contains(texts(r.window), string(uidemo.NextNIK)) {
			t.Errorf("%s: the NIK is shown in full", s.Name)
		}
	}
}

// With one screen, turned to the resident, who waits behind is said without a digit of the NIK.
func TestTurnedScreenHidesTheNext(t *testing.T) {
	r := MustRig(t, "id", false)
	r.resident, r.turned = nil, true
	r.rebuild()
	r.scene("30-next")
	all := texts(r.window)
	if strings.Contains(all, string(uidemo.NextNIK[12:])) || !strings.Contains(all, r.words.Say("next.ready-seen")) {
		t.Errorf("the window says:\n%s", all)
	}
}

// TestReadBack: e-mail and number are on the resident's side while staff ask, large,
// and gone with the question, with time, and with the case.
func TestReadBack(t *testing.T) {
	email := string(uidemo.Case().Resident.Email)
	for _, tt := range []struct {
		name string
		end  func(*rig)
	}{
		{"AnyKey", func(r *rig) { r.press(fyne.KeyReturn) }},
		{"Time", func(r *rig) { r.clock = r.clock.Add(revealFor + time.Second); r.refresh() }},
		{"ClockPutBack", func(r *rig) { r.clock = r.clock.Add(-7 * time.Hour); r.refresh() }},
		{"CaseOver", func(r *rig) { r.scene("16-saved") }},
		{"LogOut", func(r *rig) { r.scene("01-closed") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("12-match")
			if strings.Contains(texts(r.resident.window), email) {
				t.Fatal("shown before anybody asked")
			}
			r.press(fyne.KeyF3)
			if s := texts(r.resident.window); !strings.Contains(s, email) || !strings.Contains(s, r.words.Say("resident.right")) {
				t.Fatalf("not shown: %q", s)
			}
			r.check("read back", r.resident.window)
			r.picture(r.resident.window, "resident-readback-id-light")
			tt.end(r)
			if strings.Contains(texts(r.resident.window), email) {
				t.Error("still shown")
			}
		})
	}
}

// TestReadBackBeforeConsent: what staff typed stands large on both sides until the resident has said that it is right, and
// on none while the window is locked.
func TestReadBackBeforeConsent(t *testing.T) {
	for _, language := range assets.Languages {
		for _, alone := range []bool{false, true} {
			r := MustRig(t, language, false)
			if alone {
				r.UI.resident = nil
				r.open(atLane)
			}
			r.scene("59-contact")
			email := string(r.view.Case.Resident.Email)
			sides := map[string]fyne.Window{"staff": r.window}
			if !alone {
				sides["resident"] = r.resident.window
			}
			for side, w := range sides {
				if s := texts(w); !strings.Contains(s, email) || !strings.Contains(s, "0812 9876 1234") {
					t.Errorf("%s: the %s's side does not show it: %q", language, side, s)
				}
				r.check("read back to "+side, w)
			}
			v := r.view
			v.Lock.On = true
			r.arrived(v)
			for side, w := range sides {
				if strings.Contains(texts(w), email) {
					t.Errorf("%s: the %s's side shows it behind the lock", language, side)
				}
			}
			r.scene("08-consent")
			for side, w := range sides {
				if strings.Contains(texts(w), email) {
					t.Errorf("%s: the %s's side still shows it", language, side)
				}
			}
		}
	}
}

// TestCorner: without a second screen Page Down shows the resident's side in a corner.
func TestCorner(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, language == "en")
		r.UI.resident = nil
		r.open(atLane)
		for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
			r.window.Resize(size)
			r.press(cornerKey)
			for _, scene := range []string{"02-ready", "08-consent", "09-selfie", "16-saved", "30-next", "31-next-refused"} {
				r.scene(scene)
				r.check("corner "+scene, r.window)
				s := texts(r.window)
				if m := newResidentModel(r.words, r.view); scene != "08-consent" && !strings.Contains(s, m.Sentence) {
					t.Errorf("%s: the corner does not say %q", scene, m.Sentence)
				}
				if shown := strings.Contains(s, r.words.Say("consent.face")); shown != (scene == "08-consent") {
					t.Errorf("%s: the consent's words shown: %v", scene, shown)
				}
				if size.Width == 1280 {
					r.picture(r.window, "alone-corner-"+scene+"-"+language+"-light")
				}
			}
			r.press(cornerKey)
			if r.screen.(*laneScreen).corner != nil {
				t.Error("the corner stays")
			}
		}
	}
}

// TestCornerIsKept: the next start has the corner that was shown at the last, unless there is a window for the resident;
// until then the free lane says that it is to be had.
func TestCornerIsKept(t *testing.T) {
	r := MustRig(t, "id", false)
	r.UI.resident = nil
	r.open(atLane)
	var kept Prefs
	r.deps.Changed = func(p Prefs) { kept = p }
	r.scene("02-ready")
	hint := r.words.Say("corner.hint")
	if !strings.Contains(texts(r.window), hint) {
		t.Error("nothing says that there is a corner")
	}
	r.press(cornerKey)
	if !kept.Corner || strings.Contains(texts(r.window), hint) {
		t.Errorf("kept %v, and the hint stays", kept.Corner)
	}
	r.scene("12-match")
	r.press(cornerKey)
	if kept.Corner || strings.Contains(texts(r.window), hint) {
		t.Errorf("kept %v, or the hint is said beside a case", kept.Corner)
	}
	for _, second := range []bool{false, true} {
		u, err := New(Deps{App: test.NewTempApp(t), Lane: &uidemo.Lane{}, Prefs: Prefs{Language: "id", Corner: true, Resident: second}})
		if err != nil {
			t.Fatal(err)
		}
		u.view = sceneView(t, "02-ready")
		u.open(atLane)
		if shown := u.screen.(*laneScreen).corner != nil; shown == second {
			t.Errorf("with a window for the resident %v: corner %v", second, shown)
		}
	}
}

// TestScreensComeAndGo: the resident's window is there while a second screen is.
func TestScreensComeAndGo(t *testing.T) {
	r := MustRig(t, "id", false)
	r.UI.resident = nil
	first, beside, above := image.Rect(0, 0, 1280, 720), image.Rect(1280, 0, 3200, 1080), image.Rect(0, -1080, 1920, 0)
	var now []image.Rectangle
	r.deps.Resident, r.deps.Screens = false, func() []image.Rectangle { return now }
	r.scene("02-ready")
	for i, tt := range []struct {
		screens []image.Rectangle
		second  image.Rectangle
	}{
		{[]image.Rectangle{first}, image.Rectangle{}}, {[]image.Rectangle{first, beside}, beside}, {[]image.Rectangle{first, beside}, beside},
		{[]image.Rectangle{first, first}, image.Rectangle{}},                                        // mirrored
		{[]image.Rectangle{first, image.Rect(0, 0, 1920, 1080)}, image.Rectangle{}},                 // mirrored, and larger
		{[]image.Rectangle{first, first, beside}, beside}, {[]image.Rectangle{first, above}, above}, // moved
		{nil, image.Rectangle{}}, {[]image.Rectangle{first, beside}, beside},
	} {
		now = tt.screens
		r.lookAtScreens()
		want := !tt.second.Empty()
		if has := r.ResidentWindow() != nil; has != want || r.spread != tt.second {
			t.Fatalf("look %d: screens %v, window %v on %v", i, now, has, r.spread)
		}
		if s := r.screen.(*laneScreen); (s.turn == nil) != want {
			t.Errorf("look %d: screens %v, a button for the corner %v", i, now, s.turn != nil)
		}
	}
	r.scene("16-saved")
	if s := texts(r.ResidentWindow()); !strings.Contains(s, r.words.Say("resident.saved-note")) {
		t.Errorf("the window that came back shows %q", s)
	}
}

// TestEscDropsTheNextFirst, and only then asks about the case.
func TestEscDropsTheNextFirst(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("30-next")
	r.press(fyne.KeyEscape)
	if got := r.sent(); got.Action != lane.ActionDropNext || r.question != nil {
		t.Errorf("asked for %s", got.Action)
	}
}

// TestNoBarsBesideThePicture: nothing dark stands beside the resident's picture, or as a hair along its edge at
// the lane, whatever the sizes of window and camera; where a camera is of another form than its place at the lane,
// the dark is all that the picture leaves.
func TestNoBarsBesideThePicture(t *testing.T) {
	r := MustRig(t, "id", false)
	for _, frame := range [][2]int{{1280, 720}, {640, 480}, {720, 1280}} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 768), fyne.NewSize(1280, 721), fyne.NewSize(1366, 768), fyne.NewSize(1920, 1080)} {
			r.window.Resize(size)
			r.resident.window.Resize(size)
			for _, scene := range []string{"10-hold", "16-saved"} {
				r.scene(scene)
				v := r.view
				v.FrameW, v.FrameH = frame[0], frame[1]
				r.arrived(v)
				if got := dark(r.resident.picture); got != 0 {
					t.Errorf("%s, %v at %v: %v of the resident's picture is dark", scene, frame, size, got)
				}
				p := r.screen.(*laneScreen).picture
				_, shown := p.fitted(p.size)
				left := p.size.Width*p.size.Height - shown.Width*shown.Height
				if got := dark(p); left < p.size.Width && got != 0 || left >= 3*p.size.Width && got < left {
					t.Errorf("%s, %v at %v: %v of the lane's picture is dark, and %v is left", scene, frame, size, got, left)
				}
			}
		}
	}
}

// dark is the area that the bands beside a picture take.
func dark(p *picture) (area float32) {
	for _, b := range p.back {
		area += b.StrokeWidth * (b.Position2.X - b.Position1.X)
	}
	return area
}

// TestIdleSaysWhereToBegin: an outlet whose registry says where phones begin shows it, to be scanned and to be
// typed; no link is drawn where there is none, and an idle window has it alone.
func TestIdleSaysWhereToBegin(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		for _, tt := range []struct {
			pages string
			draw  bool
			code  bool
		}{{"https://ikd.depok.example", true, true}, {"https://pusat.depok.example", false, false}, {"", true, false},
			{"https://gerai-ikd.dukcapil.kota-depok.go.example", true, true}, {"https://a-rather-long-name-of-a-registry.kota-depok.go.example:8443", true, true}} {
			r.scene("02-ready")
			drawn, v := 0, r.view
			r.deps.Draw, r.pages = nil, link{}
			if tt.draw {
				r.deps.Draw = func(string) (image.Image, error) { drawn++; return uidemo.Modules(33), nil }
			}
			v.Pages = tt.pages
			r.arrived(v)
			r.arrived(v)
			said := texts(r.resident.window)
			host := strings.TrimPrefix(tt.pages, "https://")
			if got := r.resident.pages.code.Visible(); got != tt.code || drawn > 1 || tt.pages == "" && !strings.Contains(said, r.words.Say("resident.idle-1")) || len(host) <= maxWritten && !strings.Contains(said, host) {
				t.Errorf("%+v: code %v, drawn %d times, says %q", tt, got, drawn, said)
			}
			r.check("idle with "+tt.pages, r.resident.window)
			r.picture(r.resident.window, fmt.Sprintf("idle-%d-%v-%s-light", len(tt.pages), tt.draw, language))
			r.scene("12-match")
			if r.resident.pages.code.Visible() {
				t.Error("the code stays beside a resident's picture")
			}
		}
	}
}
