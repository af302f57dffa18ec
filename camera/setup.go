package camera

// Setup is how a source is read: what staff choose once and is remembered by device.
type Setup struct {
	Width    int      `json:"width,omitempty"` // wanted; 0: those of Options
	Height   int      `json:"height,omitempty"`
	Mirror   bool     `json:"mirror,omitempty"`
	Rotate   int      `json:"rotate,omitempty"` // clockwise degrees: 0, 90, 180, 270
	Controls Controls `json:"controls,omitzero"`
}

// of are the options that a source is opened with.
func (o Options) of(source string) Options {
	if o.Setup == nil {
		return o
	}
	s := o.Setup(source)
	if s.Width > 0 && s.Height > 0 {
		o.Width, o.Height = s.Width, s.Height
	}
	o.Mirror, o.Rotate, o.Controls = s.Mirror, s.Rotate, s.Controls
	return o
}
