package store

import (
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// machine is a PC whose clock anybody can set, and which can be started anew.
type machine struct {
	mu   sync.Mutex
	wall time.Time
	boot string
	up   time.Duration
}

func (m *machine) Reading() Reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Reading{Wall: m.wall, Boot: m.boot, Up: m.up}
}

func (m *machine) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wall, m.up = m.wall.Add(d), m.up+d
}

func (m *machine) set(by time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wall = m.wall.Add(by)
}

// reboot takes a time without uptime.
func (m *machine) reboot(boot string, off time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.boot, m.up, m.wall = boot, time.Minute, m.wall.Add(off)
}

// TestTimekeeper plays what happens to a PC's clock between the registry's last word, at
// noon, and the next case.
func TestTimekeeper(t *testing.T) {
	const h = time.Hour
	tests := []struct {
		name  string
		off   time.Duration // the PC's clock at noon, against the right time
		play  func(m *machine, restart func() *Store) *Store
		right time.Duration // how far from noon it is in truth
		want  time.Duration // and what the counter says
		trust enrol.ClockTrust
	}{
		{"GoesOn", -48 * h, func(m *machine, restart func() *Store) *Store { m.pass(h); return nil }, h, h, enrol.ClockSure},
		{"SetWhileItRuns", -48 * h, func(m *machine, restart func() *Store) *Store { m.set(48 * h); m.pass(h); return nil }, h, h, enrol.ClockSure},
		{"SetAndProgramRestarted", -48 * h, func(m *machine, restart func() *Store) *Store { m.set(48 * h); m.pass(h); return restart() }, h, h, enrol.ClockSure},
		{"SetBackAndProgramRestarted", 0, func(m *machine, restart func() *Store) *Store { m.set(-99 * h); m.pass(h); return restart() }, h, h, enrol.ClockSure},
		{"SlowAndRebooted", -48 * h, func(m *machine, restart func() *Store) *Store { m.reboot("b", h); return restart() }, h, h, enrol.ClockGuess},
		{"SlowSetAndRebooted", -48 * h, func(m *machine, restart func() *Store) *Store { m.set(48 * h); m.reboot("b", h); return restart() }, h, h, enrol.ClockGuess},
		{"FastAndRebooted", 48 * h, func(m *machine, restart func() *Store) *Store { m.reboot("b", h); return restart() }, h, h, enrol.ClockGuess},
		{"FastSetAndRebooted", 48 * h, func(m *machine, restart func() *Store) *Store { m.set(-48 * h); m.reboot("b", h); return restart() }, h, h, enrol.ClockGuess},
		// Not to be told from a clock that was put right: the earlier one, which the registry takes.
		{"SlowOverLongWeekend", -48 * h, func(m *machine, restart func() *Store) *Store { m.reboot("b", 60*h); return restart() }, 60 * h, 12 * h, enrol.ClockGuess},
		// … until the registry's own hand, on a resident's QR, shows that it was not.
		{"SlowOverLongWeekendAndQR", -48 * h, func(m *machine, restart func() *Store) *Store {
			m.reboot("b", 60*h)
			s := restart()
			if !s.Witness(noon.Add(59 * h)) {
				t.Error("the QR tells nothing")
			}
			return s
		}, 60 * h, 60 * h, enrol.ClockGuess},
		{"SlowAndQROfLater", 0, func(m *machine, restart func() *Store) *Store {
			m.set(-4 * h)
			m.reboot("b", 5*h)
			s := restart()
			if s.Witness(noon.Add(4 * h)) {
				t.Error("no reading of the clock fits the QR")
			}
			return s
		}, 5 * h, 4 * h, enrol.ClockWrong},
		{"EmptyBattery", 0, func(m *machine, restart func() *Store) *Store {
			m.set(-20 * 365 * 24 * h)
			m.reboot("b", h)
			return restart()
		}, h, 0, enrol.ClockWrong},
		{"EmptyBatterySet", 0, func(m *machine, restart func() *Store) *Store {
			m.set(-20 * 365 * 24 * h)
			m.reboot("b", 0)
			s := restart()
			m.set(20*365*24*h + h)
			s.FollowClock()
			return s
		}, h, h, enrol.ClockGuess},
		// The registry's last word is no help against a clock that was set ahead: it may be that late. Cases that it
		// dates are dated by their arrival, and the registry's next word puts the clock right.
		{"SetAheadAndRebooted", 0, func(m *machine, restart func() *Store) *Store {
			m.set(48 * h)
			m.reboot("b", h)
			return restart()
		}, h, 49 * h, enrol.ClockGuess},
		{"SetAheadRebootedAndQR", 0, func(m *machine, restart func() *Store) *Store {
			m.set(48 * h)
			m.reboot("b", h)
			s := restart()
			if !s.Witness(noon.Add(h)) {
				t.Error("the QR makes the guess a wrong one")
			}
			return s
		}, h, 49 * h, enrol.ClockGuess},
		{"SetAheadRebootedAndHeard", 0, func(m *machine, restart func() *Store) *Store {
			m.set(48 * h)
			m.reboot("b", h)
			s := restart()
			must(t, s.Apply(t.Context(), enrol.Pull{At: noon.Add(h)}))
			return s
		}, h, h, enrol.ClockSure},
		{"SetAheadRebootedAndPutRight", 0, func(m *machine, restart func() *Store) *Store {
			m.set(48 * h)
			m.reboot("b", h)
			s := restart()
			m.set(-48 * h)
			s.FollowClock()
			return s
		}, h, h, enrol.ClockGuess},
		{"ALittleSlow", 0, func(m *machine, restart func() *Store) *Store { m.reboot("b", -time.Minute); return restart() }, 0, 0, enrol.ClockGuess},
		{"RebootedAndHeard", -48 * h, func(m *machine, restart func() *Store) *Store {
			m.set(48 * h)
			m.reboot("b", h)
			s := restart()
			must(t, s.Apply(t.Context(), enrol.Pull{At: noon.Add(h - 10*time.Second), Age: 10 * time.Second}))
			m.set(-5 * h)
			s.FollowClock()
			m.pass(h)
			return s
		}, 2 * h, 2 * h, enrol.ClockSure},
		{"ReceiptsOfLater", 0, func(m *machine, restart func() *Store) *Store {
			m.set(-4 * h)
			m.reboot("b", 5*h)
			s := restart()
			must(t, s.Settle(t.Context(), []enrol.Receipt{{ID: "x", Answer: enrol.AnswerAccepted, At: noon.Add(4 * h)}}))
			return s
		}, 5 * h, 4 * h, enrol.ClockWrong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, dir := &machine{wall: noon.Add(tt.off), boot: "a", up: h}, t.TempDir()
			open := func() *Store { return MustOpen(t, dir, func(o *Options) { o.Clocks = m.Reading }) }
			s := open()
			must(t, s.Apply(t.Context(), enrol.Pull{At: noon}))
			restarted := tt.play(m, func() *Store { must(t, s.Close()); return open() })
			if restarted != nil {
				s = restarted
			}
			if got := s.Now().Sub(noon); got != tt.want || s.ClockTrust() != tt.trust {
				t.Errorf("noon and %v is said to be noon and %v (%s), want %v (%s)", tt.right, got, s.ClockTrust(), tt.want, tt.trust)
			}
			off, err := s.ClockOffset(t.Context())
			if must(t, err); !m.Reading().Wall.Add(off).Equal(s.Now()) {
				t.Errorf("off by %v, while the PC says %v and the counter %v", off, m.Reading().Wall, s.Now())
			}
		})
	}
}

// Before the registry was ever heard there is nothing but the PC's clock.
func TestTimekeeperUnheard(t *testing.T) {
	m := &machine{wall: noon, boot: "a", up: time.Hour}
	s := MustOpen(t, t.TempDir(), func(o *Options) { o.Clocks = m.Reading })
	m.set(-time.Hour)
	s.FollowClock()
	m.pass(time.Minute)
	if got := s.Now().Sub(noon); got != -59*time.Minute || s.ClockTrust() != enrol.ClockGuess {
		t.Errorf("%v from noon, %s", got, s.ClockTrust())
	}
	if off, err := s.ClockOffset(t.Context()); off != 0 || err != nil {
		t.Errorf("off by %v, %v", off, err)
	}
}

// What waits, and what is erased, goes by the right time and not by this PC's clock: one
// that is a year ahead must not take away what is to be kept for a week.
func TestErasedByTheRightTime(t *testing.T) {
	ctx, dir, m := t.Context(), t.TempDir(), &machine{wall: noon.AddDate(1, 0, 0), boot: "a", up: time.Hour}
	open := func() *Store { return MustOpen(t, dir, func(o *Options) { o.Clocks = m.Reading }) }
	s := open()
	must(t, s.Apply(ctx, enrol.Pull{At: noon, Settings: &enrol.Settings{KeepDays: 7}}))
	c := MustDecide(t, s, 1)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: c.ID, Answer: enrol.AnswerAccepted, At: noon}}))
	waits := MustDecide(t, s, 2)
	m.set(-366 * 24 * time.Hour)
	m.pass(24 * time.Hour)
	must(t, s.Close())
	m.set(2 * 366 * 24 * time.Hour)
	s = open()
	if b, err := s.Backlog(ctx); err != nil || !b.Oldest.Equal(noon) || !b.LastSync.Equal(noon) {
		t.Errorf("backlog %+v, %v; want all at noon", b, err)
	}
	if _, err := s.Backup(ctx); err != nil {
		t.Fatal(err)
	}
	if bodies(t, s) != 2 {
		t.Error("evidence was erased by this PC's clock")
	}
	m.pass(7 * 24 * time.Hour)
	if _, err := s.Backup(ctx); err != nil {
		t.Fatal(err)
	}
	var left string
	must(t, s.readers.QueryRow(`SELECT id FROM cases JOIN packets USING (row)`).Scan(&left))
	if left != waits.ID {
		t.Errorf("after its days %s is left", left)
	}
}
