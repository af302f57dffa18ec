package ui

import (
	"context"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// identify has name and PIN checked, and calls then with the person or with what is
// wrong. Where one of the two is empty it gives that field the keyboard and answers
// false; true: the check is under way, and enter says so.
func (u *UI) identify(name, pin *look.Entry, enter *look.KeyButton, then func(s enrol.Staff, pin string, err error)) bool {
	id, secret := strings.TrimSpace(name.Text), pin.Text
	switch {
	case id == "":
		u.focus(name)
		return false
	case secret == "":
		u.focus(pin)
		return false
	}
	enter.Set(u.words.Say("key.enter"), u.words.Say("login.busy"), "clock", false, false)
	u.check(1)
	u.door.run(func(ctx context.Context) func() {
		staff, err := u.deps.LogIn(ctx, id, secret)
		return func() {
			u.check(-1)
			then(staff, secret, err)
		}
	})
	return true
}

// check counts the PINs that are being checked. The live picture at the door rests meanwhile: the check keeps all processors
// busy for some tenths of a second, and a key that waits for a picture to be painted beside it waits long.
func (u *UI) check(more int) {
	u.checking += more
	u.restPictures()
}
