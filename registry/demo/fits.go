package demo

import (
	"context"
	"errors"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// ErrInUse refuses to seed a registry that is not the demonstration's own: its people
// log in with words that anybody can read.
var ErrInUse = errors.New("this registry holds other outlets or people than the demonstration's; give it an empty folder with --data, or leave out --demo")

// Fits answers ErrInUse for a registry that is neither empty nor the demonstration's
// own.
func Fits(ctx context.Context, d *db.DB) error {
	var outlets []enrol.Settings
	var people int
	err := d.View(ctx, func(t *db.Tx) (err error) {
		if outlets, err = t.Outlets(); err != nil {
			return err
		}
		admins, err := t.Admins()
		if err != nil {
			return err
		}
		residents, err := t.Residents()
		people = len(admins) + int(residents)
		return err
	})
	if err != nil {
		return err
	}
	if len(outlets) == 0 && people > 0 {
		return ErrInUse
	}
	for _, o := range outlets {
		if o.Outlet != Outlet {
			return ErrInUse
		}
	}
	return nil
}
