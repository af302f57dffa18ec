// Package sound makes the few short tones of the counter and plays them with whatever
// player the machine has. A tone never says anything alone: what it confirms is on the
// screen too.
package sound

import (
	"encoding/binary"
	"math"
	"time"
)

// Tone is what a sound confirms.
type Tone uint8

// The tones. Read and Selfie are one short note, Saved goes up, Problem goes down, so
// that they differ for who hears badly, too.
const (
	None Tone = iota
	Read
	Selfie
	Saved
	Problem
)

// Rate is samples a second; they are 16 bits, little endian, one channel.
const Rate = 44100

// note is a part of a tone.
type note struct {
	hertz float64
	lasts time.Duration
}

// scores are the notes of each tone (equal temperament, A4 = 440 Hz).
var scores = map[Tone][]note{
	Read:    {{880, 90 * time.Millisecond}},
	Selfie:  {{1174.66, 60 * time.Millisecond}, {0, 40 * time.Millisecond}, {1174.66, 60 * time.Millisecond}},
	Saved:   {{659.26, 90 * time.Millisecond}, {987.77, 160 * time.Millisecond}},
	Problem: {{392, 140 * time.Millisecond}, {293.66, 220 * time.Millisecond}},
}

const (
	loud  = 0.28 // of full scale: heard at a counter, not in the next room
	edges = 8 * time.Millisecond
)

// PCM draws a tone; nothing for None.
func PCM(t Tone) []byte {
	var out []byte
	for _, n := range scores[t] {
		out = n.draw(out)
	}
	return out
}

// draw appends a note with a softer octave over it, faded in and out so that it does not
// click.
func (n note) draw(out []byte) []byte {
	count, fade := samples(n.lasts), samples(edges)
	for i := range count {
		at := 2 * math.Pi * n.hertz * float64(i) / Rate
		v := (math.Sin(at) + 0.25*math.Sin(2*at)) / 1.25
		v *= loud * min(1, float64(i)/float64(fade), float64(count-1-i)/float64(fade))
		if n.hertz == 0 {
			v = 0
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(int16(v*math.MaxInt16)))
	}
	return out
}

func samples(d time.Duration) int { return int(d.Seconds() * Rate) }
