package ui

import (
	"context"
	"fmt"
	"image"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// cameraDesk has two webcams, one with controls, and says of the picture what a test wants.
type cameraDesk struct {
	setups [2]CameraSetup
	test   CameraTest
	fails  error
	shown  []bool
	left   int
}

func newCameraDesk() *cameraDesk {
	sizes := []image.Point{{X: 640, Y: 480}, {X: 1280, Y: 720}, {X: 1920, Y: 1080}}
	sources := []CameraSource{{}, {"/dev/v4l/by-id/usb-Contoh", "Contoh Webcam HD 1080p · /dev/video0"},
		{"/dev/v4l/by-id/usb-Lain", "USB2.0 PC CAMERA: USB2.0 PC CAM · /dev/video2"}, {"demo:", ""}}
	first := CameraSetup{Source: sources[1].Source, Size: sizes[1], Sources: sources, Sizes: sizes,
		Exposure: &CameraDial{Least: 3, Most: 2047, Step: 1, Value: 250, HasAuto: true, Auto: true},
		Focus:    &CameraDial{Least: 0, Most: 250, Step: 5, Value: 45, HasAuto: true}}
	second := CameraSetup{Second: true, Source: sources[2].Source, Size: sizes[0], Rotate: 180, Sources: sources, Sizes: sizes}
	return &cameraDesk{setups: [2]CameraSetup{first, second}, test: goodTest()}
}

func goodTest() CameraTest {
	return CameraTest{Status: enrol.CameraStatus{State: enrol.CameraLive, Source: "/dev/video0", FPS: 29.97, Width: 1280, Height: 720},
		Measured: true, Brightness: .52, Sharpness: 84, Detector: true, Faces: 1}
}

func (d *cameraDesk) at(second bool) *CameraSetup {
	if second {
		return &d.setups[1]
	}
	return &d.setups[0]
}

func (d *cameraDesk) Show(_ context.Context, second bool) (CameraSetup, error) {
	d.shown = append(d.shown, second)
	return *d.at(second), d.fails
}

func (d *cameraDesk) Change(_ context.Context, s CameraSetup) (CameraSetup, error) {
	if d.fails == nil {
		*d.at(s.Second) = s
	}
	return s, d.fails
}

func (d *cameraDesk) Test(context.Context) CameraTest { return d.test }
func (d *cameraDesk) Leave()                          { d.left++ }

// cameraScreens draws the camera page with what it may have to say.
func (r *rig) cameraScreens(name string) {
	bad := goodTest()
	bad.Status.FPS, bad.Status.Grey, bad.Brightness, bad.Sharpness = 11, true, .12, 3
	bad.Status.Width, bad.Status.Height = 640, 480
	bad.Flaws = []CameraFlaw{{"IlluminationUniformity", true}, {"HeadPosePitch", false}, {"RightwardCropOfTheFaceImage", false}, {"Sharpness", true}}
	upended, lost, black, empty := goodTest(), goodTest(), goodTest(), goodTest()
	upended.Upended = true
	lost.Status, lost.Measured = enrol.CameraStatus{State: enrol.CameraStalled}, false
	black.Status.Fault = enrol.FaultBlack
	empty.Faces = 0
	for _, c := range []struct {
		name   string
		second bool
		test   CameraTest
	}{{"good", false, goodTest()}, {"faults", false, bad}, {"upended", false, upended}, {"lost", false, lost}, {"black", false, black}, {"empty", false, empty}, {"second", true, goodTest()}} {
		r.desk = newCameraDesk()
		r.desk.test = c.test
		r.UI.deps.Cameras = r.desk
		r.scene("02-ready")
		r.view.Camera = c.test.Status
		r.press(fyne.KeyEnd)
		if c.second {
			r.press(fyne.KeyHome)
			r.desk.setups[1].Fixed = true
			r.press(fyne.KeyHome)
			r.press(fyne.KeyHome)
		}
		for _, size := range []fyne.Size{fyne.NewSize(1366, 768), fyne.NewSize(1920, 1080), fyne.NewSize(1280, 720)} {
			r.window.Resize(size)
			r.clock = r.clock.Add(2 * time.Second)
			r.refresh()
			r.check(fmt.Sprintf("camera %s at %v", c.name, size), r.window)
			if c.name == "faults" && size.Width == 1920 {
				r.picture(r.window, "camera-large-"+name)
			}
		}
		r.picture(r.window, "camera-"+c.name+"-"+name)
		r.press(fyne.KeyEnd)
	}
	r.desk = newCameraDesk()
	r.UI.deps.Cameras = r.desk
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	r.press(fyne.KeyF2)
	r.check("camera address", r.window)
	r.picture(r.window, "camera-address-"+name)
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyEscape)
	if _, ok := r.screen.(*laneScreen); !ok {
		r.tb.Error("Esc on the camera page does not lead to the lane")
	}
}

// TestCameraKeys sets a camera up with the keyboard alone.
func TestCameraKeys(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	s, ok := r.screen.(*cameraScreen)
	if !ok {
		t.Fatal("End does not open the camera page")
	}
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyRight, // source: the next webcam
		fyne.KeyDown, fyne.KeyRight, // size: the next one
		fyne.KeyDown, fyne.KeyLeft, // mirrored
		fyne.KeyDown, fyne.KeyLeft, // 270 degrees
		fyne.KeyDown, fyne.KeyRight, fyne.KeyRight, // exposure: by hand, then more
		fyne.KeyDown, fyne.KeyLeft} { // focus: less
		r.press(k)
	}
	got := r.desk.setups[0]
	if got.Source != "/dev/v4l/by-id/usb-Lain" || got.Size != image.Pt(1920, 1080) || !got.Mirror || got.Rotate != 270 {
		t.Errorf("set up as %+v", got)
	}
	if got.Exposure.Auto || got.Exposure.Value != 352 || got.Focus.Value != 35 {
		t.Errorf("exposure %+v, focus %+v", *got.Exposure, *got.Focus)
	}
	r.press(fyne.KeyF2)
	r.typeText(" rtsp://10.0.0.9/mobil ")
	r.press(fyne.KeyReturn)
	if got := r.desk.setups[0].Source; got != "rtsp://10.0.0.9/mobil" {
		t.Errorf("source as typed: %q", got)
	}
	r.press(fyne.KeyHome)
	if !s.setup.Second || !slices.Equal(r.desk.shown, []bool{false, true}) {
		t.Errorf("Home shows %v, second %v", r.desk.shown, s.setup.Second)
	}
	r.press(fyne.KeyF10) // another language: the page stays
	if _, ok := r.screen.(*cameraScreen); !ok || r.words.Language != "en" {
		t.Error("switching the language leaves the page")
	}
	r.press(fyne.KeyEscape)
	if _, ok := r.screen.(*laneScreen); !ok || r.desk.left != 1 {
		t.Errorf("after Esc: left %d times", r.desk.left)
	}
}

func TestCameraNoSecond(t *testing.T) {
	r := MustRig(t, "en", false)
	r.desk.setups[1] = CameraSetup{Second: true, Sources: r.desk.setups[0].Sources}
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	r.press(fyne.KeyHome)
	s := r.screen.(*cameraScreen)
	for row := rowSize; row < cameraRows; row++ {
		s.rows.at = row
		r.press(fyne.KeyRight)
	}
	if !s.setup.none() || s.setup.Mirror || s.setup.Rotate != 0 {
		t.Errorf("without a second camera: %+v", s.setup)
	}
	r.check("no second camera", r.window)
}

func TestCameraPageGivesWayToACase(t *testing.T) {
	r := MustRig(t, "en", false)
	r.scene("12-match")
	r.press(fyne.KeyEnd)
	if _, ok := r.screen.(*laneScreen); !ok || !r.note.box.Visible() {
		t.Error("the page opens over a case, or nothing is said")
	}
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	r.press(fyne.KeyF2)
	r.scene("09-selfie") // a QR was shown
	if _, ok := r.screen.(*laneScreen); !ok || r.question != nil || r.desk.left != 1 {
		t.Error("the page stays before a case")
	}
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	r.scene("01-closed")
	if r.where != atLogin || r.desk.left != 2 {
		t.Error("the page stays after the log-out")
	}
}

// TestCameraFailure: a setup that can't be used is said, and what was shown stays.
func TestCameraFailure(t *testing.T) {
	r := MustRig(t, "en", false)
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	r.desk.fails = enrol.NewError(enrol.CodeCameraBusy, "open device")
	r.press(fyne.KeyDown)
	r.press(fyne.KeyRight)
	s := r.screen.(*cameraScreen)
	if s.setup.Source != "/dev/v4l/by-id/usb-Contoh" || s.busy {
		t.Errorf("after a failure: %q, busy %v", s.setup.Source, s.busy)
	}
	if got := r.note.text.Text(); got != "Another program uses the camera. Close that program. The picture comes back by itself." {
		t.Errorf("said %q", got)
	}
}

// TestCameraTestFollows judges anew now and then, one at a time.
func TestCameraTestFollows(t *testing.T) {
	r := MustRig(t, "en", false)
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	s, later := r.screen.(*cameraScreen), &jobsLater{}
	r.UI.jobs = later
	for range 5 {
		r.clock = r.clock.Add(time.Second)
		r.arrived(uidemo.Scenes()[1].View)
	}
	if len(later.jobs) != 1 {
		t.Fatalf("%d tests are under way", len(later.jobs))
	}
	r.desk.test.Brightness = .1
	later.work()
	if got := s.advice[0].Text(); got != "Too dark: put a lamp in front of the face." {
		t.Errorf("advice %q", got)
	}
}

// TestCameraAnswersLate: a driver that answers when the page was left does not move the lane's picture.
func TestCameraAnswersLate(t *testing.T) {
	r := MustRig(t, "en", false)
	r.scene("02-ready")
	r.press(fyne.KeyEnd)
	later := &jobsLater{}
	r.UI.jobs = later
	r.press(fyne.KeyHome) // the other camera
	r.press(fyne.KeyEscape)
	if r.where != atLane || len(later.jobs) == 0 {
		t.Fatalf("on screen %d, %d changes are under way", r.where, len(later.jobs))
	}
	at, size := r.preview.Image.Position(), r.preview.Image.Size()
	if later.work(); r.preview.Image.Position() != at || r.preview.Image.Size() != size {
		t.Errorf("the lane's picture went from %v, %v to %v, %v", at, size, r.preview.Image.Position(), r.preview.Image.Size())
	}
}

// TestCameraPageRests: nothing paints a picture that a sentence has the place of.
func TestCameraPageRests(t *testing.T) {
	r := MustRig(t, "en", false)
	r.scene("18-camera-lost")
	r.open(atCamera)
	if !r.preview.Paused() {
		t.Error("the lost camera's picture lives")
	}
	if r.arrived(uidemo.Scenes()[1].View); r.where != atCamera || r.preview.Paused() {
		t.Errorf("on screen %d the picture rests: %v", r.where, r.preview.Paused())
	}
}
