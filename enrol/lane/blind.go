package lane

import "github.com/gerai-ikd/gerai/enrol"

// camera is what is known of the camera; false: nothing. Drawn people where real ones are
// served are a picture of no use.
func (l *Lane) camera() (enrol.CameraStatus, bool) {
	if l.deps.Camera == nil {
		return enrol.CameraStatus{}, false
	}
	c := l.deps.Camera()
	if c.Demo && c.State == enrol.CameraLive && !l.deps.Drawn {
		c.Fault = enrol.FaultDrawn
	}
	return c, true
}

// unseen is why nothing can be seen now; nil: something can, or nothing is known of a
// camera. What was seen before, and advice about it, is then no longer so, and no face, no
// turn and no card is taken: the picture may show who stood there before. It may be asked
// by any goroutine.
func (l *Lane) unseen() error {
	c, known := l.camera()
	switch {
	case !known:
		return nil
	case c.State != enrol.CameraLive && c.State != enrol.CameraStarting:
		return enrol.NewError(enrol.CodeNoCamera, "look at camera")
	case c.Fault != enrol.FaultNone:
		return enrol.NewError(enrol.CodeNoPicture, "look at camera").With("fault", string(c.Fault))
	}
	return nil
}

func (l *Lane) blind() bool { return l.unseen() != nil }

// live refuses a key that takes a picture where none comes: the wish is not kept for later,
// or it would take whoever comes by then.
func (l *Lane) live() error {
	if err := l.unseen(); err != nil {
		return err
	}
	if c, known := l.camera(); known && c.State != enrol.CameraLive {
		return enrol.NewError(enrol.CodeNoCamera, "look at camera")
	}
	return nil
}
