package ui

import (
	"strings"
	"time"
)

// wedge gathers what a hand scanner types: such a scanner is a keyboard to the
// computer, sends a code's characters in a burst and then Enter. People are slower.
type wedge struct {
	text strings.Builder
	last time.Time
}

const (
	wedgePause = 120 * time.Millisecond // longer between two characters: a person
	wedgeLeast = 20                     // characters; nothing of ours is shorter
	wedgeMost  = 8 << 10                // more than any QR holds (ISO/IEC 18004: 4,296)
)

// rune takes a character.
func (w *wedge) rune(r rune, now time.Time) {
	if now.Sub(w.last) > wedgePause || w.text.Len() > wedgeMost {
		w.text.Reset()
	}
	w.last = now
	w.text.WriteRune(r)
}

// enter answers the code that Enter ends; "" where a person pressed it.
func (w *wedge) enter(now time.Time) string {
	defer w.text.Reset()
	if now.Sub(w.last) > wedgePause || w.text.Len() < wedgeLeast {
		return ""
	}
	return w.text.String()
}
