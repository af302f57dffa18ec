package camera

import (
	"fmt"
	"unsafe"
)

// Controls are what V4L2 offers of a device, in the driver's own units. A nil control is left as the
// device has it; a device without a control ignores it.
type Controls struct {
	AutoExposure *bool `json:"auto_exposure,omitempty"` // V4L2_CID_EXPOSURE_AUTO: aperture priority or manual
	Exposure     *int  `json:"exposure,omitempty"`      // V4L2_CID_EXPOSURE_ABSOLUTE, in 100 µs; needs AutoExposure false
	AutoFocus    *bool `json:"auto_focus,omitempty"`    // V4L2_CID_FOCUS_AUTO
	Focus        *int  `json:"focus,omitempty"`         // V4L2_CID_FOCUS_ABSOLUTE; needs AutoFocus false
	Gain         *int  `json:"gain,omitempty"`          // V4L2_CID_GAIN
	Brightness   *int  `json:"brightness,omitempty"`    // V4L2_CID_BRIGHTNESS
}

// V4L2's menu for exposure: webcams call aperture priority automatic, few know the fully automatic one.
const exposureAutomatic, exposureManual, exposureAperture = 0, 1, 3

// Apply sets the controls of a device, also while it streams. What the device does not have is left
// out; the error is of the first that it has and refuses.
func (c Controls) Apply(path string) error {
	if c == (Controls{}) {
		return nil
	}
	return onDevice(path, c.applyTo)
}

func (c Controls) applyTo(call ioctls) error {
	var refused error
	set := func(id uint32, value int) bool {
		if _, ok := query(call, id); !ok {
			return true
		}
		v := v4l2Control{id: id, value: int32(value)}
		err := call(vidiocSetCtrl, unsafe.Pointer(&v))
		if err != nil && refused == nil {
			refused = fmt.Errorf("set control %#x: %w", id, err)
		}
		return err == nil
	}
	if c.AutoExposure != nil {
		c.expose(call, set)
	}
	if c.AutoFocus != nil {
		set(cidAutoFocus, choose(*c.AutoFocus, 1, 0))
	}
	for _, p := range []struct {
		id    uint32
		value *int
		auto  *bool
	}{{cidExposure, c.Exposure, c.AutoExposure}, {cidFocus, c.Focus, c.AutoFocus}, {cidGain, c.Gain, nil}, {cidBrightness, c.Brightness, nil}} {
		if p.value != nil && (p.auto == nil || !*p.auto) { // the driver sets it itself, and refuses ours
			set(p.id, *p.value)
		}
	}
	return refused
}

// expose sets how the exposure is found: whichever of the two automatic ways the device knows.
func (c Controls) expose(call ioctls, set func(uint32, int) bool) {
	if !*c.AutoExposure {
		set(cidAutoExpose, exposureManual)
		return
	}
	v := v4l2Control{id: cidAutoExpose, value: exposureAperture}
	if call(vidiocSetCtrl, unsafe.Pointer(&v)) != nil {
		set(cidAutoExpose, exposureAutomatic)
	}
}

func choose(on bool, yes, no int) int {
	if on {
		return yes
	}
	return no
}

// Dial is one control that a device has.
type Dial struct {
	Least, Most, Step int
	Value             int
	HasAuto, Auto     bool // the device can set it itself, and does
}

// Dials are the controls of a device that staff may want to turn; nil: it has none of that kind.
type Dials struct{ Exposure, Focus *Dial }

// DialsOf asks a device for its controls. The error is CodeNoCamera or CodeCameraBusy.
func DialsOf(path string) (Dials, error) {
	var out Dials
	err := onDevice(path, func(call ioctls) error {
		out = dialsOf(call)
		return nil
	})
	return out, err
}

func dialsOf(call ioctls) Dials {
	automatic := func(v int32) bool { return v != exposureManual }
	return Dials{
		Exposure: dial(call, cidExposure, cidAutoExpose, automatic),
		Focus:    dial(call, cidFocus, cidAutoFocus, func(v int32) bool { return v != 0 }),
	}
}

func dial(call ioctls, id, autoID uint32, automatic func(int32) bool) *Dial {
	q, ok := query(call, id)
	if !ok || q.most <= q.least {
		return nil
	}
	d := &Dial{Least: int(q.least), Most: int(q.most), Step: max(1, int(q.step)), Value: int(q.norm)}
	if v, err := get(call, id); err == nil {
		d.Value = int(v)
	}
	if _, ok := query(call, autoID); ok {
		v, err := get(call, autoID)
		d.HasAuto, d.Auto = true, err == nil && automatic(v)
	}
	return d
}

func query(call ioctls, id uint32) (v4l2QueryCtrl, bool) {
	q := v4l2QueryCtrl{id: id}
	err := call(vidiocQueryCtrl, unsafe.Pointer(&q))
	return q, err == nil && q.flags&ctrlDisabled == 0
}

func get(call ioctls, id uint32) (int32, error) {
	v := v4l2Control{id: id}
	err := call(vidiocGetCtrl, unsafe.Pointer(&v))
	return v.value, err
}
