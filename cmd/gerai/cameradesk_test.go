package main

import (
	"context"
	"errors"
	"image"
	"slices"
	"testing"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/ui"
)

func mustSetup(tb testing.TB) func(ui.CameraSetup, error) ui.CameraSetup {
	tb.Helper()
	return func(s ui.CameraSetup, err error) ui.CameraSetup {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return s
	}
}

// TestCameraDesk chooses sources and setups as the page does, and starts anew.
func TestCameraDesk(t *testing.T) {
	ctx, must, vault := context.Background(), mustSetup(t), shelf{}
	c, used := MustCameras(t, Config{}, vault, plugged("/dev/video90", "/dev/video92"))
	d := &cameraDesk{cameras: c}

	s := must(d.Show(ctx, false))
	if s.Source != "" || s.Size != image.Pt(1280, 720) || len(s.Sources) != 4 || s.Exposure != nil || s.Fixed {
		t.Fatalf("at first %+v", s)
	}
	if len(*used) != 0 {
		t.Errorf("opening the page opens the camera anew: %q", *used)
	}
	s.Source = "/dev/video92"
	s = must(d.Change(ctx, s))
	s.Mirror, s.Rotate, s.Size = true, 180, image.Pt(640, 480)
	s = must(d.Change(ctx, s))
	if !s.Mirror || s.Rotate != 180 || s.Size != image.Pt(640, 480) {
		t.Errorf("after the change %+v", s)
	}
	if want := []string{"/dev/video92", "/dev/video92"}; !slices.Equal(*used, want) {
		t.Errorf("used %q, want %q", *used, want)
	}

	s = must(d.Show(ctx, true))
	if s.Source != "" || len(s.Sizes) != 0 {
		t.Errorf("second camera at first %+v", s)
	}
	s.Source = "rtsp://petugas:rahasia@10.0.0.9/atas"
	s = must(d.Change(ctx, s))
	if last := s.Sources[len(s.Sources)-1]; last.Name != "rtsp://10.0.0.9/atas" {
		t.Errorf("a stream's password is shown: %q", last.Name)
	}
	d.Leave()
	if c.now != "/dev/video92" {
		t.Errorf("after the page the lane looks through %q", c.now)
	}

	again, _ := MustCameras(t, Config{}, vault, plugged("/dev/video92"))
	if again.now != "/dev/video92" || again.source(1) != "rtsp://petugas:rahasia@10.0.0.9/atas" {
		t.Errorf("after a start: %q and %q", again.now, again.source(1))
	}
	if got := again.setup("/dev/video92"); got.Width != 640 || !got.Mirror || got.Rotate != 180 {
		t.Errorf("after a start: %+v", got)
	}
	if got := again.setup("/dev/video90"); got.Mirror || got.Rotate != 0 {
		t.Errorf("another device has it too: %+v", got)
	}
}

// TestCameraDeskGoesByTheConfiguration: what gerai.toml names goes before what was chosen.
func TestCameraDeskGoesByTheConfiguration(t *testing.T) {
	ctx, must, vault := context.Background(), mustSetup(t), shelf{}
	c, _ := MustCameras(t, Config{Camera: "lane.mp4", Mirror: true}, vault, plugged("/dev/video90"))
	d := &cameraDesk{cameras: c}
	s := must(d.Show(ctx, false))
	if !s.Fixed || s.Source != "lane.mp4" || !s.Mirror {
		t.Fatalf("at first %+v", s)
	}
	s.Source = ""
	if s = must(d.Change(ctx, s)); s.Source != "" || c.source(0) != "" {
		t.Errorf("until the program ends: %+v", s)
	}
	again, _ := MustCameras(t, Config{Camera: "lane.mp4"}, vault, plugged())
	if again.now != "lane.mp4" {
		t.Errorf("after a start %q", again.now)
	}
}

// noVault can't be written.
type noVault struct{ shelf }

func (noVault) Put(context.Context, string, []byte) error {
	return enrol.NewError(enrol.CodeDiskFull, "write vault")
}

func TestCameraDeskSaysWhatIsNotKept(t *testing.T) {
	c, used := MustCameras(t, Config{}, noVault{shelf{}}, plugged())
	d := &cameraDesk{cameras: c}
	if _, err := d.Change(context.Background(), ui.CameraSetup{Source: "demo:"}); enrol.CodeOf(err) != enrol.CodeDiskFull {
		t.Errorf("got %v", err)
	}
	if !slices.Equal(*used, []string{"demo:"}) {
		t.Error("the camera is not changed, though it could be")
	}
}

func TestPageDial(t *testing.T) {
	yes, far := true, 900
	d := &camera.Dial{Least: 0, Most: 250, Step: 5, Value: 40, HasAuto: true}
	if got := pageDial(d, &yes, &far); got.Value != 250 || !got.Auto {
		t.Errorf("got %+v", *got)
	}
	if got := pageDial(d, nil, nil); got.Value != 40 || got.Auto {
		t.Errorf("as the device stands: %+v", *got)
	}
	if pageDial(nil, &yes, &far) != nil {
		t.Error("a control that is not there")
	}
}

// TestCameraDeskTest judges drawn pictures.
func TestCameraDeskTest(t *testing.T) {
	checker, err := face.New(face.Config{ModelsDir: t.TempDir()}) // the cascade
	if err != nil {
		t.Skip("no face cascade on this machine")
	}
	defer checker.Close()
	live := enrol.CameraStatus{State: enrol.CameraLive}
	person := drawn.Scene{Width: 1280, Height: 720, People: []drawn.Person{{Look: drawn.NewLook(3), X: 640, Y: 330, Width: 110}}}.Picture()
	for name, tt := range map[string]struct {
		img     *image.RGBA
		status  enrol.CameraStatus
		checker *face.Checker
		fails   error
		faces   int
		flaw    string
		want    bool
	}{
		"Face":    {person, live, checker, nil, 1, "InterEyeDistance", true},
		"Empty":   {drawn.Scene{Width: 640, Height: 480}.Picture(), live, checker, nil, 0, "", true},
		"Tiny":    {image.NewRGBA(image.Rect(0, 0, 1, 1)), live, checker, nil, 0, "", false},
		"Blind":   {person, live, nil, nil, 0, "", true},
		"Lost":    {person, enrol.CameraStatus{State: enrol.CameraLost}, checker, nil, 0, "", false},
		"NoFrame": {person, live, checker, errors.New("late"), 0, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			d := &cameraDesk{checker: tt.checker, status: func() enrol.CameraStatus { return tt.status },
				frame: func(context.Context) (*enrol.Frame, error) { return &enrol.Frame{RGBA: tt.img}, tt.fails }}
			got := d.Test(context.Background())
			if got.Measured != tt.want || got.Faces != tt.faces || got.Detector != (tt.checker != nil) {
				t.Errorf("got %+v", got)
			}
			if tt.flaw != "" && !slices.ContainsFunc(got.Flaws, func(f ui.CameraFlaw) bool { return f.Name == tt.flaw }) {
				t.Errorf("%s is not among %v", tt.flaw, got.Flaws)
			}
		})
	}
}
