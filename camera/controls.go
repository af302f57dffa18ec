package camera

import "gocv.io/x/gocv"

// Controls are what V4L2 offers of a device, in the driver's own units. A nil control is left as the
// device has it; a device without a control ignores it.
type Controls struct {
	AutoExposure *bool    // V4L2_CID_EXPOSURE_AUTO: aperture priority or manual
	Exposure     *float64 // V4L2_CID_EXPOSURE_ABSOLUTE, in 100 µs; needs AutoExposure false
	AutoFocus    *bool    // V4L2_CID_FOCUS_AUTO
	Focus        *float64 // V4L2_CID_FOCUS_ABSOLUTE; needs AutoFocus false
	Gain         *float64 // V4L2_CID_GAIN
	Brightness   *float64 // V4L2_CID_BRIGHTNESS
}

// V4L2's menu for exposure: 1 manual, 3 aperture priority (what webcams call automatic).
const exposureManual, exposureAuto = 1, 3

func (c Controls) apply(v *gocv.VideoCapture) {
	if c.AutoExposure != nil {
		v.Set(gocv.VideoCaptureAutoExposure, choose(*c.AutoExposure, exposureAuto, exposureManual))
	}
	if c.AutoFocus != nil {
		v.Set(gocv.VideoCaptureAutoFocus, choose(*c.AutoFocus, 1, 0))
	}
	for _, p := range []struct {
		id    gocv.VideoCaptureProperties
		value *float64
	}{
		{gocv.VideoCaptureExposure, c.Exposure},
		{gocv.VideoCaptureFocus, c.Focus},
		{gocv.VideoCaptureGain, c.Gain},
		{gocv.VideoCaptureBrightness, c.Brightness},
	} {
		if p.value != nil {
			v.Set(p.id, *p.value)
		}
	}
}

func choose(on bool, yes, no float64) float64 {
	if on {
		return yes
	}
	return no
}
