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
