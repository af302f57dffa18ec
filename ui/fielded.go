package ui

import (
	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/ui/look"
)

// fielded is a question with fields of its own: the one that had the keyboard keeps it when the
// question is drawn anew, or when what lay over it has gone.
type fielded interface{ inputs() []*look.Entry }

// noteField remembers which field of the open questions has the keyboard.
func (u *UI) noteField() {
	focused := u.window.Canvas().Focused()
	for _, q := range []question{u.question, u.gate} {
		f, ok := q.(fielded)
		if !ok {
			continue
		}
		for i, e := range f.inputs() {
			if fyne.Focusable(e) == focused {
				u.lastField[q] = i
			}
		}
	}
	for q := range u.lastField {
		if q != u.question && q != u.gate {
			delete(u.lastField, q)
		}
	}
}

// fieldOf is what a question gives the keyboard to: the field that had it, or its first choice.
func (u *UI) fieldOf(q question) fyne.Focusable {
	at, noted := u.lastField[q]
	f, ok := q.(fielded)
	if !noted || !ok || at >= len(f.inputs()) {
		return q.focus()
	}
	return f.inputs()[at]
}

// redrawn is a question in the language and the colours of now, with the keyboard where it was.
func (u *UI) redrawn(q question) question {
	n := q.again()
	at, noted := u.lastField[q]
	from, ok := q.(fielded)
	to, same := n.(fielded)
	if !ok || !same || len(from.inputs()) != len(to.inputs()) {
		return n
	}
	if noted {
		u.lastField[n] = at
	}
	for i, e := range to.inputs() {
		if before := from.inputs()[i]; before.Text == e.Text {
			e.CursorColumn = before.CursorColumn
		}
	}
	return n
}
