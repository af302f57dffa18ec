package ui

import (
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// cameraRow is one thing to set on the camera page.
type cameraRow uint8

const (
	rowCamera cameraRow = iota
	rowSource
	rowSize
	rowMirror
	rowRotate
	rowExposure
	rowFocus
	cameraRows
)

// dialSteps is in how many steps a control goes from end to end.
const dialSteps = 20

// cameraLabel is a row's name.
func cameraLabel(w *words.Words, r cameraRow) string {
	return w.Say("camera.row." + [...]string{"camera", "source", "size", "mirror", "rotate", "exposure", "focus"}[r])
}

// cameraValue is what a row stands at.
func cameraValue(w *words.Words, s CameraSetup, r cameraRow) string {
	if s.none() && r > rowSource {
		return w.Say("time.none")
	}
	switch r {
	case rowCamera:
		if s.Second {
			return w.Say("camera.second")
		}
		return w.Say("camera.first")
	case rowSource:
		return sourceName(w, s)
	case rowSize:
		return sizeText(s.Size)
	case rowMirror:
		if s.Mirror {
			return w.Say("camera.yes")
		}
		return w.Say("camera.no")
	case rowRotate:
		return strconv.Itoa(s.Rotate) + "°"
	case rowExposure:
		return dialText(w, s.Exposure)
	case rowFocus:
		return dialText(w, s.Focus)
	}
	return ""
}

// none tells that there is no second camera to set up.
func (s CameraSetup) none() bool { return s.Second && s.Source == "" }

func sourceName(w *words.Words, s CameraSetup) string {
	switch {
	case s.none():
		return w.Say("camera.source.none")
	case s.Source == "":
		return w.Say("camera.source.auto")
	case strings.HasPrefix(s.Source, "demo"):
		return w.Say("bar.demo")
	}
	for _, c := range s.Sources {
		if c.Source == s.Source && c.Name != "" {
			return c.Name
		}
	}
	return s.Source
}

func sizeText(p image.Point) string { return fmt.Sprintf("%d × %d", p.X, p.Y) }

func dialText(w *words.Words, d *CameraDial) string {
	switch {
	case d == nil:
		return w.Say("camera.absent")
	case d.Auto:
		return w.Say("camera.auto")
	}
	return strconv.Itoa(d.Value)
}

// changed answers the setup with a row turned one step on (+1) or back (-1). False: nothing to change.
func (s CameraSetup) changed(r cameraRow, step int) (CameraSetup, bool) {
	if s.none() && r > rowSource {
		return s, false
	}
	before := s.Source
	switch r {
	case rowCamera:
		s.Second = !s.Second
		return s, true
	case rowSource:
		s.Source = turned(sourcesOf(s), s.Source, step)
		return s, s.Source != before
	case rowSize:
		size := s.Size
		s.Size = turned(s.Sizes, s.Size, step)
		return s, s.Size != size
	case rowMirror:
		s.Mirror = !s.Mirror
		return s, true
	case rowRotate:
		s.Rotate = (s.Rotate + 90*step + 360) % 360
		return s, true
	case rowExposure:
		d, ok := s.Exposure.turned(step)
		s.Exposure = d
		return s, ok
	case rowFocus:
		d, ok := s.Focus.turned(step)
		s.Focus = d
		return s, ok
	}
	return s, false
}

func sourcesOf(s CameraSetup) []string {
	out := make([]string, len(s.Sources))
	for i, c := range s.Sources {
		out[i] = c.Source
	}
	return out
}

// turned is the neighbour of a value in a list, round and round; one that is not in it is followed by
// the first.
func turned[T comparable](all []T, now T, step int) T {
	if len(all) == 0 {
		return now
	}
	i := slices.Index(all, now)
	if i < 0 {
		return all[0]
	}
	return all[(i+step+len(all))%len(all)]
}

// turned goes through a control's values: below the least is automatic, where the device can.
func (d *CameraDial) turned(step int) (*CameraDial, bool) {
	if d == nil {
		return nil, false
	}
	n := *d
	by := max(d.Step, (d.Most-d.Least)/dialSteps/max(1, d.Step)*d.Step)
	switch {
	case d.Auto && step < 0:
		return d, false
	case d.Auto:
		n.Auto = false
	case d.HasAuto && d.Value <= d.Least && step < 0:
		n.Auto = true
	default:
		n.Value = max(d.Least, min(d.Most, d.Value+step*by))
	}
	return &n, n != *d
}

// adviceModel is one line of the live test.
type adviceModel struct {
	Tone look.Tone
	Icon string
	Text string
}

// Limits of the live test. Quality's own are with its components.
const (
	slowFPS    = 20  // fewer pictures a second make the half second of the selfie long
	darkFrom   = .25 // as LuminanceMean warns
	brightFrom = .75
	maxAdvice  = 4
)

// adviceOf says what is wrong with the picture of now and what to do, the worst first.
func adviceOf(w *words.Words, s CameraSetup, t CameraTest) []adviceModel {
	if m, down := downAdvice(w, t.Status); down {
		return []adviceModel{m}
	}
	var out []adviceModel
	warn := func(on bool, icon, key string, pairs ...string) {
		if on && len(out) < maxAdvice {
			out = append(out, adviceModel{look.Warn, icon, w.Say(key, pairs...)})
		}
	}
	st := t.Status
	warn(t.Upended, "retry", "camera.advice.upended")
	warn(t.Measured && t.Brightness < darkFrom, "warning", "camera.advice.dark")
	warn(t.Measured && t.Brightness > brightFrom, "warning", "camera.advice.bright")
	warn(st.Grey, "camera-off", "camera.advice.grey")
	warn(st.FPS > 0 && st.FPS < slowFPS, "clock", "camera.advice.slow", "fps", strconv.Itoa(int(st.FPS)))
	warn(otherSize(s, st), "info", "camera.advice.size", "size", sizeText(image.Pt(st.Width, st.Height)))
	warn(!t.Detector && t.Measured, "face", "camera.advice.no-detector")
	if flaws := flawNames(w, t.Flaws); flaws != "" && !t.Upended {
		warn(true, "face", "camera.advice.face", "names", flaws)
	}
	switch {
	case len(out) == 0 && t.Measured && t.Faces > 0:
		out = append(out, adviceModel{look.OK, "approve", w.Say("camera.advice.good")})
	case t.Measured && t.Faces == 0 && t.Detector && len(out) < maxAdvice && !s.Second:
		out = append(out, adviceModel{look.Info, "person", w.Say("camera.advice.no-face")})
	case len(out) == 0 && t.Measured:
		out = append(out, adviceModel{look.OK, "approve", w.Say("camera.advice.picture-good")})
	}
	return out
}

// downAdvice is about a camera that sends nothing of use.
func downAdvice(w *words.Words, st enrol.CameraStatus) (adviceModel, bool) {
	switch {
	case st.State == "": // the first test is under way
		return adviceModel{look.Info, "clock", w.Say("camera.advice.testing")}, true
	case st.State == enrol.CameraStarting:
		return adviceModel{look.Info, "clock", w.Say("lane.camera-starting")}, true
	case st.State != enrol.CameraLive:
		return adviceModel{look.Bad, "camera-off", w.Say("bar.camera") + ": " + w.CameraState(st.State) + ". " + w.CameraDo(st.State)}, true
	case st.Fault != enrol.FaultNone:
		return adviceModel{look.Bad, "camera-off", w.Fault(st.Fault)}, true
	}
	return adviceModel{}, false
}

// otherSize tells that a device sends pictures of another size than it was asked for.
func otherSize(s CameraSetup, st enrol.CameraStatus) bool {
	want := s.Size
	if s.Rotate%180 != 0 {
		want = image.Pt(want.Y, want.X)
	}
	return strings.HasPrefix(st.Source, "/dev/") && st.Width > 0 && want != image.Pt(st.Width, st.Height)
}

// maxFlaws is how many components one line names.
const maxFlaws = 3

func flawNames(w *words.Words, flaws []CameraFlaw) string {
	var names []string
	for _, f := range flaws[:min(len(flaws), maxFlaws)] {
		names = append(names, w.Say("quality."+f.Name))
	}
	return strings.Join(names, ", ")
}

// testFigures are the figures of the live test on one line.
func testFigures(w *words.Words, t CameraTest) string {
	st := t.Status
	if st.State != enrol.CameraLive {
		return ""
	}
	none := w.Say("time.none")
	fps, light, sharp := none, none, none
	if st.FPS > 0 {
		fps = strconv.Itoa(int(st.FPS + .5))
	}
	if t.Measured {
		light, sharp = strconv.Itoa(int(100*t.Brightness+.5))+" %", strconv.Itoa(int(t.Sharpness+.5))
	}
	return w.Say("camera.figures", "fps", fps, "size", sizeText(image.Pt(st.Width, st.Height)), "light", light, "sharp", sharp)
}
