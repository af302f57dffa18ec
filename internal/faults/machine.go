package faults

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/gerai-ikd/gerai/store"
)

// machine is the PC that counters run on, as far as its clocks go: somebody sets its
// clock, and it is started anew, after which its uptime begins again.
type machine struct {
	By   time.Duration // the clock that hangs on the wall, minus the right time
	Boot int           // which run of the PC this is
	From time.Duration // uptime of the real one when that run began
}

// deadBattery is a clock that begins in the year 2000 or before.
const deadBattery = -27 * 365 * 24 * time.Hour

// walls are what a PC's clock may be wrong by; it is right as often as not.
var walls = []time.Duration{0, 0, 0, 48 * time.Hour, 48 * time.Hour, -48 * time.Hour, deadBattery}

// read is what its clocks show.
func (m machine) read() store.Reading {
	r := store.SystemReading()
	r.Wall, r.Up = r.Wall.Add(m.By), r.Up-m.From
	if m.Boot > 0 {
		r.Boot = fmt.Sprintf("run-%d", m.Boot)
	}
	return r
}

// reset sets its clock to another one.
func (m machine) reset(rng *rand.Rand) machine {
	for before := m.By; m.By == before; {
		m.By = walls[rng.IntN(len(walls))]
	}
	return m
}

// again starts the PC anew.
func (m machine) again() machine {
	m.Boot++
	m.From = store.SystemReading().Up - time.Second
	return m
}

// keep lets counters that run know; they read it with readMachine.
func (m machine) keep(path string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// readMachine answers what shows the clocks of the PC that is kept in a file.
func readMachine(path string) func() store.Reading {
	return func() store.Reading {
		var m machine
		if text, err := os.ReadFile(path); err == nil {
			_ = json.Unmarshal(text, &m) // it is written whole
		}
		return m.read()
	}
}
