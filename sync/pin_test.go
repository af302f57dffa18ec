package sync

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// pins is what a counter has to tell of PINs.
type pins struct {
	changes []enrol.PINChange
	err     error
}

func (p *pins) PINChanges(context.Context) ([]enrol.PINChange, error) { return p.changes, p.err }

// Whatever becomes of a PIN the pull follows, and the next upkeep tries again for as
// long as the store lists it.
func TestBringPINs(t *testing.T) {
	for _, tt := range []struct {
		name string
		pins pins
		err  error
		want int // told in three rounds
	}{
		{"OK", pins{changes: []enrol.PINChange{{Staff: "siti"}}}, nil, 3},
		{"Two", pins{changes: []enrol.PINChange{{Staff: "siti"}, {Staff: "agus"}}}, nil, 6},
		{"None", pins{}, nil, 0},
		{"Refused", pins{changes: []enrol.PINChange{{Staff: "siti"}, {Staff: "agus"}}}, enrol.NewError(enrol.CodeRefused, "x"), 6},
		{"Offline", pins{changes: []enrol.PINChange{{Staff: "siti"}, {Staff: "agus"}}}, enrol.NewError(enrol.CodeOffline, "x"), 3},
		{"OlderRegistry", pins{changes: []enrol.PINChange{{Staff: "siti"}}}, enrol.NewError(enrol.CodeNotFound, "x"), 3},
		{"BrokenStore", pins{err: enrol.NewError(enrol.CodeDBBroken, "x")}, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, 0, func(s *stand) { s.PINs, s.reg.pinErr = &tt.pins, tt.err }, func(s *stand) {
				time.Sleep(150 * time.Second)
				s.reg.with(func() {
					if len(s.reg.pins) != tt.want {
						t.Errorf("told of %d, want %d", len(s.reg.pins), tt.want)
					}
				})
				if n := len(s.books.kept()); n != 3 {
					t.Errorf("%d pulls", n)
				}
			})
		})
	}
}

// A registry that asks us to wait means the pull too.
func TestBringNewsThrottled(t *testing.T) {
	asks := &enrol.Error{Code: enrol.CodeThrottled, Op: "test", RetryAfter: 2 * time.Minute}
	for name, prepare := range map[string]func(s *stand){
		"PINs":  func(s *stand) { s.PINs, s.reg.pinErr = &pins{changes: []enrol.PINChange{{Staff: "siti"}}}, asks },
		"Marks": func(s *stand) { s.Marks, s.reg.markErr = newMarks(2), asks },
	} {
		t.Run(name, func(t *testing.T) {
			run(t, 0, prepare, func(s *stand) {
				time.Sleep(110 * time.Second)
				if n := len(s.reg.asked()); n != 0 || s.Status().LastError != enrol.CodeThrottled {
					t.Errorf("%d requests while the registry asked to wait; %+v", n, s.Status())
				}
				s.reg.with(func() { s.reg.pinErr, s.reg.markErr = nil, nil })
				time.Sleep(5 * time.Minute)
				if len(s.books.kept()) == 0 || s.Status().LastError != "" {
					t.Errorf("no pull afterwards: %+v", s.Status())
				}
			})
		})
	}
}
