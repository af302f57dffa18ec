package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/words"
)

func TestCameraAdvice(t *testing.T) {
	w, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*CameraSetup, *CameraTest)
		want   []string
	}{
		"Good":         {func(*CameraSetup, *CameraTest) {}, []string{"A good picture: selfies can be taken."}},
		"Starting":     {func(_ *CameraSetup, c *CameraTest) { c.Status.State = enrol.CameraStarting }, []string{"The camera is starting…"}},
		"Busy":         {func(_ *CameraSetup, c *CameraTest) { c.Status.State = enrol.CameraBusy }, []string{"Camera: in use. Close the other program that uses the camera."}},
		"Frozen":       {func(_ *CameraSetup, c *CameraTest) { c.Status.Fault = enrol.FaultFrozen }, []string{w.Fault(enrol.FaultFrozen)}},
		"Grey":         {func(_ *CameraSetup, c *CameraTest) { c.Status.Grey = true }, []string{"No colour in the picture: use another camera, or switch its night mode off."}},
		"Dark":         {func(_ *CameraSetup, c *CameraTest) { c.Brightness = .2 }, []string{"Too dark: put a lamp in front of the face."}},
		"Bright":       {func(_ *CameraSetup, c *CameraTest) { c.Brightness = .8 }, []string{"Too bright: move the lamp away, or lower the exposure."}},
		"Slow":         {func(_ *CameraSetup, c *CameraTest) { c.Status.FPS = 14.6 }, []string{"Only 14 pictures a second: more light, or a smaller size."}},
		"NotMeasured":  {func(_ *CameraSetup, c *CameraTest) { *c = CameraTest{Status: c.Status} }, nil},
		"NoFace":       {func(_ *CameraSetup, c *CameraTest) { c.Faces = 0 }, []string{"Stand before the camera, so that a face is judged too."}},
		"NoFaceWanted": {func(s *CameraSetup, c *CameraTest) { c.Faces, s.Second = 0, true }, []string{"A good picture."}},
		"NoDetector":   {func(_ *CameraSetup, c *CameraTest) { c.Faces, c.Detector = 0, false }, []string{"Faces can't be judged: install the face models."}},
		"Size":         {func(s *CameraSetup, _ *CameraTest) { s.Size = image.Pt(1920, 1080) }, []string{"The camera sends 1280 × 720: it does not have the other size."}},
		"Rotated":      {func(s *CameraSetup, c *CameraTest) { s.Rotate = 90; c.Status.Width, c.Status.Height = 720, 1280 }, []string{"A good picture: selfies can be taken."}},
		"Upended": {func(_ *CameraSetup, c *CameraTest) { c.Upended = true; c.Flaws = []CameraFlaw{{"HeadPoseRoll", true}} },
			[]string{"The picture is upside down: set the rotation to 180°."}},
		"Flaws": {func(_ *CameraSetup, c *CameraTest) {
			c.Flaws = []CameraFlaw{{"InterEyeDistance", true}, {"Sharpness", false}}
		},
			[]string{"The face is not good yet: too far away, not sharp."}},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := newCameraDesk().setups[0], goodTest()
			tt.change(&s, &c)
			var got []string
			for _, a := range adviceOf(w, s, c) {
				got = append(got, a.Text)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestCameraDialTurns(t *testing.T) {
	d := &CameraDial{Least: 0, Most: 100, Step: 10, Value: 5, HasAuto: true, Auto: true}
	turn := func(step int, want CameraDial, changes bool) {
		t.Helper()
		n, ok := d.turned(step)
		if ok != changes || *n != want {
			t.Errorf("turned %+d: %+v, %v; want %+v", step, *n, ok, want)
		}
		d = n
	}
	base := CameraDial{Least: 0, Most: 100, Step: 10, HasAuto: true}
	at := func(v int, auto bool) CameraDial { b := base; b.Value, b.Auto = v, auto; return b }
	turn(-1, at(5, true), false)
	turn(1, at(5, false), true)
	turn(-1, at(0, false), true)
	turn(-1, at(0, true), true)
	turn(1, at(0, false), true)
	for _, v := range []int{10, 20, 30, 40, 50, 60, 70, 80, 90, 100} {
		turn(1, at(v, false), true)
	}
	turn(1, at(100, false), false)
	if _, ok := (*CameraDial)(nil).turned(1); ok {
		t.Error("a control that is not there turns")
	}
}

func TestCameraChoices(t *testing.T) {
	s := CameraSetup{Source: "typed.mp4", Sources: []CameraSource{{}, {Source: "demo:"}}}
	if n, ok := s.changed(rowSource, 1); !ok || n.Source != "" {
		t.Errorf("after a typed source: %q, %v", n.Source, ok)
	}
	if _, ok := s.changed(rowSize, 1); ok {
		t.Error("a size without a list")
	}
	if _, ok := s.changed(rowExposure, 1); ok {
		t.Error("an exposure that is not there")
	}
}

// TestQualityNames reads the components' names out of their source: each has words.
func TestQualityNames(t *testing.T) {
	files, err := filepath.Glob("../camera/face/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source: %v", err)
	}
	seen := map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || len(c.Args) < 3 {
				return true
			}
			sel, isSel := c.Fun.(*ast.SelectorExpr)
			id, isID := c.Fun.(*ast.Ident)
			if isSel && sel.Sel.Name == "judge" || isID && id.Name == "side" {
				if lit, ok := c.Args[0].(*ast.BasicLit); ok {
					name, _ := strconv.Unquote(lit.Value)
					seen[name] = true
				}
			}
			return true
		})
	}
	if len(seen) < 15 {
		t.Fatalf("only %d components found: was judge renamed?", len(seen))
	}
	for _, language := range assets.Languages {
		w, err := words.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		for name := range seen {
			if !w.Has("quality." + name) {
				t.Errorf("%s: no words for %s", language, name)
			}
		}
	}
}
