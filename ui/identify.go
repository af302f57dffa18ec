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
	u.door.run(func(ctx context.Context) func() {
		staff, err := u.deps.LogIn(ctx, id, secret)
		return func() { then(staff, secret, err) }
	})
	return true
}
