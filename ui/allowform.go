package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// allowKind is something that a supervisor allows.
type allowKind struct {
	title, icon string // key; a drawing
	reason      bool   // why is asked, too
	send        func(reason string, by enrol.Staff) lane.Command
}

// What a supervisor allows beside who is logged in.
var (
	allowOverride = allowKind{"override.title", "person", true, func(reason string, by enrol.Staff) lane.Command {
		return lane.Command{Action: lane.ActionOverride, Text: reason, Staff: by}
	}}
	allowException = allowKind{"exception.title", "warning", true, func(reason string, by enrol.Staff) lane.Command {
		return lane.Command{Action: lane.ActionException, Text: reason, Staff: by}
	}}
	allowAnyway = allowKind{"anyway.title", "warning", true, func(reason string, by enrol.Staff) lane.Command {
		return lane.Command{Action: lane.ActionApprove, Text: reason, Staff: by}
	}}
)

// allowTakeUp is somebody else's half-done case.
func allowTakeUp(id string) allowKind {
	return allowKind{"takeup.title", "person", false, func(_ string, by enrol.Staff) lane.Command {
		return lane.Command{Action: lane.ActionResume, Text: id, Staff: by}
	}}
}

// allowForm has a supervisor who stands beside allow something by name and PIN, with a reason
// where one is asked. Who is logged in stays so.
type allowForm struct {
	ui     *UI
	root   fyne.CanvasObject
	kind   allowKind
	fields []*look.Entry // reason where one is asked, name, PIN
	fault  *look.Text
	enter  *look.KeyButton
	try    *allowTry
}

// allowTry is one form however often it is drawn: an answer that comes late is for no other.
type allowTry struct {
	busy   bool
	caseID string // that was on the screen; "": none
}

func newAllowForm(u *UI, kind allowKind) question {
	try := &allowTry{}
	if u.view.Case != nil {
		try.caseID = u.view.Case.ID
	}
	return drawAllowForm(u, kind, try, nil)
}

func drawAllowForm(u *UI, kind allowKind, try *allowTry, texts []string) question {
	l := u.look
	q := &allowForm{ui: u, kind: kind, try: try}
	labels := []string{"sign.name", "login.pin"}
	if kind.reason {
		labels = append([]string{"override.reason"}, labels...)
	}
	for i := range labels {
		e := look.NewEntry(u)
		if i == len(labels)-1 {
			e = look.NewSecret(u)
		}
		if i < len(texts) {
			e.SetText(texts[i])
		}
		q.fields = append(q.fields, e)
	}
	hint := look.NewText(u.words.Say("allow.hint", "name", nameOf(u.view.Staff)), look.Small, l.Muted).With(func(t *look.Text) {
		t.Lines, t.Sizes = 2, []float32{look.Small, look.Caption}
	})
	q.fault = look.NewText("", look.Small, l.Tones[look.Bad].Strong).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
	})
	q.enter = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("allow.yes"), "", q.accept).Primary()
	q.sayBusy()
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	objects := []fyne.CanvasObject{hint, q.fault, q.enter, back}
	var names []*look.Text
	for i, key := range labels {
		names = append(names, look.NewText(u.words.Say(key), look.Body, l.Text))
		objects = append(objects, names[i], q.fields[i])
	}
	const field = 26 + look.Touch + 8
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(hint, 0, 0, s.Width, 40)
		for i, name := range names {
			y := 44 + float32(i)*field
			look.At(name, 0, y, s.Width, 24)
			look.At(q.fields[i], 0, y+25, s.Width, look.Touch)
		}
		look.At(q.fault, 0, s.Height-look.Touch-48, s.Width, 44)
		look.At(q.enter, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(640, 72+20+44+float32(len(labels))*field+48+look.Touch), u.words.Say(kind.title), kind.icon, body)
	return q
}

func (q *allowForm) sayBusy() {
	if q.try.busy {
		q.enter.Set(q.ui.words.Say("key.enter"), q.ui.words.Say("login.busy"), "clock", false, false)
		return
	}
	q.enter.Set(q.ui.words.Say("key.enter"), q.ui.words.Say("allow.yes"), "", true, true)
}

// accept goes from field to field, and from the last to the check.
func (q *allowForm) accept() {
	if q.try.busy {
		return
	}
	for i, f := range q.fields {
		if strings.TrimSpace(f.Text) != "" {
			continue
		}
		if q.kind.reason && i == 0 {
			q.fault.Set(q.ui.words.Say("override.empty"), q.fault.Colour)
		}
		q.ui.focus(f)
		return
	}
	n := len(q.fields)
	id, pin := strings.TrimSpace(q.fields[n-2].Text), q.fields[n-1].Text
	q.fields[n-1].SetText("")
	q.fault.Set("", q.fault.Colour)
	q.try.busy = true
	q.sayBusy()
	u, try := q.ui, q.try
	u.door.run(func(ctx context.Context) func() {
		by, err := u.deps.Vouch(ctx, id, pin, enrol.RoleSupervisor)
		return func() {
			try.busy = false
			if now, ok := u.question.(*allowForm); ok && now.try == try { // it may have been drawn anew, or left
				now.answered(by, err)
			}
		}
	})
}

func (q *allowForm) answered(by enrol.Staff, err error) {
	u := q.ui
	q.sayBusy()
	if err != nil {
		sentence, do := u.words.Failure(err, u.now())
		q.fault.Set(sentence+" "+do, u.look.Tones[look.Bad].Strong)
		u.focus(q.fields[len(q.fields)-1])
		return
	}
	c := q.kind.send(strings.TrimSpace(q.fields[0].Text), by)
	c.Case = q.try.caseID
	u.answer()
	u.approve(c)
}

func (q *allowForm) dropPIN() { q.fields[len(q.fields)-1].SetText("") }

func (q *allowForm) inputs() []*look.Entry     { return q.fields }
func (q *allowForm) object() fyne.CanvasObject { return q.root }
func (q *allowForm) typedRune(rune)            {}

func (q *allowForm) focus() fyne.Focusable {
	for _, f := range q.fields {
		if f.Text == "" {
			return f
		}
	}
	return q.fields[len(q.fields)-1]
}

func (q *allowForm) again() question {
	texts := make([]string, len(q.fields))
	for i, f := range q.fields {
		texts[i] = f.Text
	}
	n := drawAllowForm(q.ui, q.kind, q.try, texts).(*allowForm)
	n.fault.Set(q.fault.Text(), n.fault.Colour)
	return n
}

func (q *allowForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	case fyne.KeyUp, fyne.KeyDown:
		q.step(map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[k])
	}
	return true
}

// step moves the keyboard by a field.
func (q *allowForm) step(by int) {
	focused := q.ui.window.Canvas().Focused()
	for i, f := range q.fields {
		if fyne.Focusable(f) == focused {
			q.ui.focus(q.fields[max(0, min(i+by, len(q.fields)-1))])
			return
		}
	}
	q.ui.focus(q.fields[0])
}
