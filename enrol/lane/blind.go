package lane

import "github.com/gerai-ikd/gerai/enrol"

// unseen is why nothing can be seen now; nil: something can, or nothing is known of a
// camera. What was seen before, and advice about it, is then no longer so, and no face, no
// turn and no card is taken: the picture may show who stood there before. It may be asked
// by any goroutine.
func (l *Lane) unseen() error {
	if l.deps.Camera == nil {
		return nil
	}
	c := l.deps.Camera()
	switch {
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
	if l.deps.Camera != nil && l.deps.Camera().State == enrol.CameraStarting {
		return enrol.NewError(enrol.CodeNoCamera, "look at camera")
	}
	return nil
}
