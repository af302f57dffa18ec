package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Keys is who gets the keys that a field does not need itself.
type Keys interface {
	TypedKey(*fyne.KeyEvent)
	KeyDown(*fyne.KeyEvent)
	KeyUp(*fyne.KeyEvent)
	// Heard is told every character before the field takes it in, and may forbid that.
	Heard(e *Entry, r rune) (take bool)
	// Tapped is told that somebody put a finger or the pointer on a field.
	Tapped(e *Entry)
}

// Entry is a field of one line that passes function keys, Enter, Escape, Up and Down
// on: the toolkit's own keeps them all, and the screen's keys would be dead while one
// types.
type Entry struct {
	widget.Entry
	Digits bool // takes digits: a number pad helps
	up     Keys
}

// NewEntry makes a field. Keys that it does not need go to up.
func NewEntry(up Keys) *Entry {
	e := &Entry{up: up}
	e.Wrapping = fyne.TextWrapOff
	e.Scroll = fyne.ScrollHorizontalOnly // large letters would bring a bar to scroll one line up and down
	e.ExtendBaseWidget(e)
	return e
}

// NewSecret makes a field that shows dots.
func NewSecret(up Keys) *Entry {
	e := NewEntry(up)
	e.Password, e.Digits = true, true
	return e
}

// SetText replaces what stands in the field. The cursor goes behind it: the toolkit's stays where it
// was, and what is typed next would come before what is there.
func (e *Entry) SetText(text string) {
	e.Entry.SetText(text)
	e.CursorColumn = len([]rune(text))
	e.Refresh()
}

// Tapped implements fyne.Tappable.
func (e *Entry) Tapped(ev *fyne.PointEvent) {
	e.Entry.Tapped(ev)
	e.up.Tapped(e)
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if forScreen(k.Name) {
		e.up.TypedKey(k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut implements fyne.Shortcutable. Nothing is copied out of a field: the clipboard
// outlives the case, the log-out and the program.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut:
	default:
		e.Entry.TypedShortcut(s)
	}
}

// TappedSecondary implements fyne.SecondaryTappable: no menu that could copy.
func (e *Entry) TappedSecondary(*fyne.PointEvent) {}

// TypedRune implements fyne.Focusable.
func (e *Entry) TypedRune(r rune) {
	if e.up.Heard(e, r) {
		e.Entry.TypedRune(r)
	}
}

// KeyDown implements desktop.Keyable.
func (e *Entry) KeyDown(k *fyne.KeyEvent) {
	e.up.KeyDown(k)
	e.Entry.KeyDown(k)
}

// KeyUp implements desktop.Keyable.
func (e *Entry) KeyUp(k *fyne.KeyEvent) {
	e.up.KeyUp(k)
	e.Entry.KeyUp(k)
}

func forScreen(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown,
		fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		return true
	}
	return false
}
