package camera

import (
	"image"
	"slices"
	"syscall"
	"testing"
	"unsafe"
)

// webcam is a driver: its controls, the sizes of its formats, and what was set.
type webcam struct {
	controls map[uint32]*v4l2QueryCtrl
	values   map[uint32]int32
	sizes    map[uint32][]image.Point
	noPlan   bool // does not know aperture priority
	set      []v4l2Control
	asked    int
}

func (w *webcam) call(number uintptr, arg unsafe.Pointer) error {
	switch number {
	case vidiocQueryCtrl:
		q := (*v4l2QueryCtrl)(arg)
		have, ok := w.controls[q.id]
		if !ok {
			return syscall.EINVAL
		}
		*q = *have
		q.id = have.id
	case vidiocGetCtrl:
		c := (*v4l2Control)(arg)
		c.value = w.values[c.id]
	case vidiocSetCtrl:
		c := (*v4l2Control)(arg)
		if have, ok := w.controls[c.id]; !ok || c.value < have.least || c.value > have.most || c.id == cidAutoExpose && c.value == exposureAperture && w.noPlan {
			return syscall.ERANGE
		}
		w.set = append(w.set, *c)
	case vidiocFrameSizes:
		w.asked++
		s := (*v4l2FrameSize)(arg)
		of := w.sizes[s.format]
		if int(s.index) >= len(of) {
			return syscall.EINVAL
		}
		s.kind, s.width, s.height = sizeDiscrete, uint32(of[s.index].X), uint32(of[s.index].Y)
	default:
		return syscall.ENOTTY
	}
	return nil
}

func common() *webcam {
	return &webcam{controls: map[uint32]*v4l2QueryCtrl{
		cidAutoExpose: {id: cidAutoExpose, least: 0, most: 3},
		cidExposure:   {id: cidExposure, least: 3, most: 2047, step: 1, norm: 250},
		cidFocus:      {id: cidFocus, least: 0, most: 250, step: 5},
		cidAutoFocus:  {id: cidAutoFocus, least: 0, most: 1},
		cidGain:       {id: cidGain, least: 0, most: 255, flags: ctrlDisabled},
	}, values: map[uint32]int32{cidAutoExpose: exposureAperture, cidExposure: 300, cidFocus: 20}}
}

// TestCallsFitTheirStructures compares the size in each call's number (bits 16 to 29) with ours.
func TestCallsFitTheirStructures(t *testing.T) {
	for call, size := range map[uintptr]uintptr{
		vidiocQueryCap: unsafe.Sizeof(v4l2Capability{}), vidiocReqBufs: unsafe.Sizeof(v4l2RequestBuffers{}),
		vidiocGetCtrl: unsafe.Sizeof(v4l2Control{}), vidiocSetCtrl: unsafe.Sizeof(v4l2Control{}),
		vidiocQueryCtrl: unsafe.Sizeof(v4l2QueryCtrl{}), vidiocFrameSizes: unsafe.Sizeof(v4l2FrameSize{}),
	} {
		if want := call >> 16 & 0x3fff; size != want {
			t.Errorf("call %#x passes %d bytes, want %d", call, size, want)
		}
	}
}

func TestDials(t *testing.T) {
	w := common()
	d := dialsOf(w.call)
	if e := d.Exposure; e == nil || *e != (Dial{Least: 3, Most: 2047, Step: 1, Value: 300, HasAuto: true, Auto: true}) {
		t.Errorf("exposure %+v", e)
	}
	if f := d.Focus; f == nil || *f != (Dial{Least: 0, Most: 250, Step: 5, Value: 20, HasAuto: true}) {
		t.Errorf("focus %+v", f)
	}
	delete(w.controls, cidFocus)
	delete(w.controls, cidAutoExpose)
	if d = dialsOf(w.call); d.Focus != nil || d.Exposure.HasAuto {
		t.Errorf("without focus: %+v %+v", d.Focus, d.Exposure)
	}
	if d = dialsOf((&webcam{}).call); d != (Dials{}) {
		t.Errorf("of a device without controls: %+v", d)
	}
}

func TestControlsApply(t *testing.T) {
	yes, no, v := true, false, 40
	gain := 10
	for name, tt := range map[string]struct {
		change func(*webcam)
		set    Controls
		want   []v4l2Control
		fails  bool
	}{
		"Nothing":        {nil, Controls{}, nil, false},
		"Automatic":      {nil, Controls{AutoExposure: &yes, Exposure: &v}, []v4l2Control{{cidAutoExpose, exposureAperture}}, false},
		"FullyAutomatic": {func(w *webcam) { w.noPlan = true }, Controls{AutoExposure: &yes}, []v4l2Control{{cidAutoExpose, exposureAutomatic}}, false},
		"Manual":         {nil, Controls{AutoExposure: &no, Exposure: &v}, []v4l2Control{{cidAutoExpose, exposureManual}, {cidExposure, 40}}, false},
		"Focus":          {nil, Controls{AutoFocus: &no, Focus: &v}, []v4l2Control{{cidAutoFocus, 0}, {cidFocus, 40}}, false},
		"Absent":         {func(w *webcam) { delete(w.controls, cidFocus) }, Controls{Focus: &v}, nil, false},
		"Disabled":       {nil, Controls{Gain: &gain}, nil, false},
		"Refused":        {func(w *webcam) { w.controls[cidFocus].most = 30 }, Controls{AutoFocus: &no, Focus: &v, AutoExposure: &no}, []v4l2Control{{cidAutoExpose, exposureManual}, {cidAutoFocus, 0}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := common()
			if tt.change != nil {
				tt.change(w)
			}
			if err := tt.set.applyTo(w.call); (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			if !slices.Equal(w.set, tt.want) {
				t.Errorf("set %v, want %v", w.set, tt.want)
			}
		})
	}
}

func TestSizes(t *testing.T) {
	w := &webcam{sizes: map[uint32][]image.Point{yuyv: {{640, 480}}, mjpeg: {{1280, 720}, {160, 120}, {640, 480}, {640, 480}, {7680, 4320}}}}
	if got := sizesIn(w.call, mjpeg); !slices.Equal(got, []image.Point{{640, 480}, {1280, 720}}) {
		t.Errorf("got %v", got)
	}
	var endless webcam
	always := func(_ uintptr, arg unsafe.Pointer) error {
		endless.asked++
		s := (*v4l2FrameSize)(arg)
		s.kind, s.width, s.height = sizeDiscrete, 640, 480+s.index
		return nil
	}
	if got := sizesIn(always, mjpeg); len(got) != maxSizes || endless.asked != maxSizes {
		t.Errorf("an endless list gives %d sizes after %d questions", len(got), endless.asked)
	}
	if got := Sizes(t.TempDir() + "/no-device"); !slices.Equal(got, commonSizes) {
		t.Errorf("of no device: %v", got)
	}
}

func TestControlsOfNoDevice(t *testing.T) {
	yes := true
	if err := (Controls{AutoFocus: &yes}).Apply(t.TempDir() + "/gone"); err == nil {
		t.Error("no error for a device that is not there")
	}
	if err := (Controls{}).Apply("/dev/null/none"); err != nil {
		t.Errorf("nothing to set: %v", err)
	}
	if _, err := DialsOf(t.TempDir()); err == nil {
		t.Error("a folder has controls")
	}
}
