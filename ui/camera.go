package ui

import (
	"context"

	"github.com/gerai-ikd/gerai/ui/look"
)

// switchCamera changes to the other camera: the one over the desk, to hold a card to.
func (u *UI) switchCamera() {
	u.jobs.run(func(context.Context) func() {
		name := u.deps.SwitchCamera()
		return func() {
			if name == "" {
				u.say(look.Info, u.words.Say("camera.only"))
				return
			}
			u.say(look.Info, u.words.Fill("camera.switched", map[string]string{"source": name}))
		}
	})
}

// openCameras shows the camera page. Not while a case is open: whoever stands before the camera to
// test it would be taken for the resident.
func (u *UI) openCameras() {
	switch {
	case u.where == atCamera:
		u.toLane()
	case u.where != atLane || u.deps.Cameras == nil:
	case u.view.Case != nil:
		u.say(look.Info, u.words.Say("camera.case-first"))
	default:
		u.question = nil
		u.open(atCamera)
	}
}

// leaveCameras turns the live picture back when the camera page closes.
func (u *UI) leaveCameras(to place) {
	if u.where == atCamera && to != atCamera {
		u.jobs.run(func(context.Context) func() { u.deps.Cameras.Leave(); return nil })
	}
}
