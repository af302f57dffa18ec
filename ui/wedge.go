package ui

import (
	"strings"
	"time"
	"unicode/utf8"
)

// wedge recognises what a hand scanner types: such a scanner is a keyboard to the
// computer, sends a code's characters in a burst and then Enter. It is told every
// character and every Enter, wherever the keyboard's focus is.
type wedge struct {
	text  strings.Builder
	count int // of characters, those that found no room included
	first time.Time
	last  time.Time
}

// The pace of scanners. USB scanners send a character every 1 to 30 ms; the quickest
// people need 60 on average. One pause may be long, where the window was busy.
const (
	wedgeGap  = 250 * time.Millisecond // longer between two characters: a new text
	wedgePace = 50 * time.Millisecond  // longer on average: a person
	wedgeEnd  = 2 * time.Second        // Enter comes later: it is a person's
	wedgeMost = 8 << 10                // bytes kept; more than any QR holds (ISO/IEC 18004: 4,296 characters)

	leastFree  = 3  // characters, where nobody has anything to type
	leastField = 20 // characters in a field; nothing of ours is shorter
)

// rune takes a character; begins tells that a new text has begun with it.
func (w *wedge) rune(r rune, now time.Time) (begins bool) {
	gap := wedgeGap
	if w.scanner(leastField) {
		gap = wedgeEnd // a window that was busy for long
	}
	if w.count > 0 && now.Sub(w.last) > gap {
		w.reset()
	}
	begins = w.count == 0
	if begins {
		w.first = now
	}
	w.last = now
	w.count++
	if w.text.Len()+utf8.RuneLen(r) <= wedgeMost && utf8.ValidRune(r) {
		w.text.WriteRune(r)
	}
	return begins
}

// enter answers the text that Enter ends, at least so many characters; "" where a
// person pressed it. What was too long is answered cut, which no code survives.
func (w *wedge) enter(least int, now time.Time) string {
	defer w.reset()
	if !w.scanner(least) || now.Sub(w.last) > wedgeEnd {
		return ""
	}
	return w.text.String()
}

// scanner tells whether what came so far, at least so many characters, was typed by no
// person.
func (w *wedge) scanner(least int) bool {
	return w.count >= least && w.last.Sub(w.first) <= time.Duration(w.count)*wedgePace
}

func (w *wedge) reset() {
	w.text.Reset()
	w.count = 0
}
