package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// lineKind is a question that one line of text answers.
type lineKind struct {
	title, label, empty, icon string // keys; icon a drawing
	send                      func(text string) lane.Command
	take                      func(u *UI, text string) // instead of send, for what isn't the lane's
}

// The questions of one line.
var (
	overrideForm = lineKind{"override.title", "override.reason", "override.empty", "person",
		func(s string) lane.Command { return lane.Command{Action: lane.ActionOverride, Text: s} }, nil}
	exceptionForm = lineKind{"exception.title", "exception.reason", "exception.empty", "warning",
		func(s string) lane.Command { return lane.Command{Action: lane.ActionException, Text: s} }, nil}
	anywayForm = lineKind{"anyway.title", "anyway.reason", "anyway.empty", "warning", nil,
		func(u *UI, s string) { u.approve(lane.Command{Action: lane.ActionApprove, Text: s}) }}
	tokenForm = lineKind{"token.title", "token.label", "token.empty", "qr",
		func(s string) lane.Command { return lane.Command{Action: lane.ActionToken, Text: s} }, nil}
	noteForm = lineKind{"note.title", "note.label", "note.empty", "document", nil, nil}
)

// lineForm asks for a line of text.
type lineForm struct {
	ui    *UI
	root  fyne.CanvasObject
	kind  lineKind
	entry *look.Entry
	fault *look.Text
}

func newLineForm(u *UI, kind lineKind, text string) question {
	q := &lineForm{ui: u, kind: kind, entry: look.NewEntry(u)}
	l := u.look
	q.entry.SetText(text)
	q.fault = look.NewText("", look.Small, l.Tones[look.Bad].Strong)
	label := look.NewText(u.words.Say(kind.label), look.Body, l.Text)
	ok := look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("action.save"), "", q.accept).Primary()
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(label, 0, 0, s.Width, 26)
		look.At(q.entry, 0, 30, s.Width, look.Touch)
		look.At(q.fault, 0, 92, s.Width, 24)
		look.At(ok, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, label, q.entry, q.fault, ok, back)
	q.root = frame(l, fyne.NewSize(640, 290), u.words.Say(kind.title), kind.icon, body)
	return q
}

func (q *lineForm) accept() {
	text := strings.TrimSpace(q.entry.Text)
	if text == "" {
		q.fault.Set(q.ui.words.Say(q.kind.empty), q.fault.Colour)
		return
	}
	q.ui.answer()
	if q.kind.take != nil {
		q.kind.take(q.ui, text)
		return
	}
	q.ui.do(q.kind.send(text))
}

func (q *lineForm) inputs() []*look.Entry     { return []*look.Entry{q.entry} }
func (q *lineForm) object() fyne.CanvasObject { return q.root }
func (q *lineForm) focus() fyne.Focusable     { return q.entry }
func (q *lineForm) typedRune(rune)            {}
func (q *lineForm) again() question           { return newLineForm(q.ui, q.kind, q.entry.Text) }

func (q *lineForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	}
	return true
}
