package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// enrolForm makes this PC known to the registry: a technician types what the registry's office gave.
type enrolForm struct {
	ui      *UI
	root    fyne.CanvasObject
	entries [enrolFields]*look.Entry
	fault   *look.Text
	do      *look.Text
	left    *look.Text
	enter   *look.KeyButton
	back    *look.KeyButton
	*enrolTry
}

// enrolTry is what the form is at, however often it is drawn.
type enrolTry struct {
	err  error  // of the last try, or that a field lacks
	lack int    // the field that lacks; -1: none
	stop func() // ends the try that is under way; nil: none is
	done Enrolled
	at   time.Time // when it succeeded; zero: not yet
}

// reopenAfter is how long it is shown what this PC has become before the counter opens anew.
const reopenAfter = 15 * time.Second

// openEnrolment is offered at the door alone, where nobody can log in yet.
func (u *UI) openEnrolment() {
	if u.deps.Enrol == nil || u.where != atLogin || u.question != nil || u.gate != nil {
		return
	}
	u.ask(newEnrolForm(u, EnrolOrder{Name: u.deps.Enrol.Host}, &enrolTry{lack: -1}))
}

func newEnrolForm(u *UI, o EnrolOrder, t *enrolTry) *enrolForm {
	q := &enrolForm{ui: u, enrolTry: t}
	if !t.at.IsZero() {
		q.buildDone()
		return q
	}
	for i, text := range [enrolFields]string{o.Registry, o.Code, o.Name} {
		q.entries[i] = look.NewEntry(u)
		q.entries[i].SetText(text)
	}
	q.entries[enrolAddress].SetPlaceHolder(u.words.Say("enrol.example"))
	q.build()
	q.show()
	return q
}

func (q *enrolForm) build() {
	u, l := q.ui, q.ui.look
	text := func(size float32, lines int, bold bool) *look.Text {
		return look.NewText("", size, l.Text).With(func(t *look.Text) {
			t.Bold, t.Lines, t.Sizes = bold, lines, []float32{size, look.Small, look.Caption}
		})
	}
	q.fault, q.do = text(look.Body, 2, true), text(look.Body, 3, false)
	var labels [enrolFields]*look.Text
	objects := []fyne.CanvasObject{q.fault, q.do}
	for i, key := range [enrolFields]string{"enrol.registry", "enrol.code", "enrol.name"} {
		labels[i] = text(look.Body, 1, false)
		labels[i].Set(u.words.Say(key), l.Text)
		objects = append(objects, labels[i], q.entries[i])
	}
	q.enter = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("enrol.do"), "registry", q.accept).Primary()
	q.back = look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", q.leave)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		const field = 26 + look.Touch + 10
		for i := range q.entries {
			look.At(labels[i], 0, float32(i)*field, s.Width, 26)
			look.At(q.entries[i], 0, float32(i)*field+26, s.Width, look.Touch)
		}
		look.At(q.fault, 0, enrolFields*field+4, s.Width, 50)
		look.At(q.do, 0, enrolFields*field+56, s.Width, 72)
		look.At(q.enter, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(q.back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, append(objects, q.enter, q.back)...)
	q.root = frame(l, fyne.NewSize(760, 540), u.words.Say("enrol.title"), "registry", body)
}

// buildDone says what this PC has become.
func (q *enrolForm) buildDone() {
	u, l := q.ui, q.ui.look
	done, next, queue := enrolledText(u.words, q.done)
	text := func(s string, lines int, ink look.Tone, bold bool) *look.Text {
		colour := l.Text
		if ink != look.Info {
			colour = l.Tones[ink].Strong
		}
		return look.NewText(s, look.Body, colour).With(func(t *look.Text) {
			t.Bold, t.Lines, t.Sizes = bold, lines, []float32{look.Body, look.Small, look.Caption}
		})
	}
	sign := l.Icon("approve", l.Tones[look.OK].Strong)
	what, how, held := text(done, 3, look.OK, true), text(next, 3, look.Info, false), text(queue, 4, look.Warn, false)
	q.left = text("", 2, look.Info, false)
	q.enter = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("enrol.reopen"), "retry", q.reopen).Primary()
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(sign.Shape, 0, 2, 32, 32)
		look.At(what, 48, 0, s.Width-48, 78)
		look.At(how, 48, 88, s.Width-48, 78)
		look.At(held, 48, 176, s.Width-48, 100)
		look.At(q.left, 0, s.Height-look.Touch-56, s.Width, 48)
		look.At(q.enter, 0, s.Height-look.Touch, s.Width, look.Touch)
	}}, sign.Shape, what, how, held, q.left, q.enter)
	high := float32(500)
	if queue == "" { // room for what is not said
		high -= 90
	}
	q.root = frame(l, fyne.NewSize(760, high), u.words.Say("enrol.title"), "registry", body)
	q.watch(u.now())
}

// show says what is under way, or what is wrong.
func (q *enrolForm) show() {
	w, l := q.ui.words, q.ui.look
	text, do, ink := "", w.Say("enrol.hint"), l.Tones[look.Bad].Strong
	switch {
	case q.stop != nil:
		text, do, ink = w.Say("enrol.working"), w.Say("enrol.working.do"), l.Text
	case q.lack >= 0:
		key := [enrolFields]string{"enrol.no-address", "enrol.no-code", "enrol.no-name"}[q.lack]
		text = w.Say(key)
	case q.err != nil:
		f := newEnrolFault(w, q.err, q.ui.now())
		text, do = f.Text, f.Do
	}
	q.fault.Set(text, ink)
	q.do.Set(do, l.Text)
	label, icon, back := "enrol.do", "registry", "action.back"
	if q.stop != nil {
		label, icon, back = "enrol.busy", "clock", "enrol.stop"
	}
	q.enter.Set(w.Say("key.enter"), w.Say(label), icon, q.stop == nil, q.stop == nil)
	q.back.Set("Esc", w.Say(back), "back", true, false)
}

func (q *enrolForm) order() EnrolOrder {
	said := func(i int) string { return strings.TrimSpace(q.entries[i].Text) }
	return EnrolOrder{Registry: said(enrolAddress), Code: said(enrolCode), Name: said(enrolName)}
}

// accept goes to what lacks, which is at fault once somebody has been there; or does it.
func (q *enrolForm) accept() {
	switch {
	case !q.at.IsZero():
		q.reopen()
		return
	case q.stop != nil:
		return
	}
	o := q.order()
	lack := lackingField(o)
	if lack < 0 {
		q.try(o)
		return
	}
	field := q.entries[lack]
	q.err, q.lack = nil, -1
	if q.ui.window.Canvas().Focused() == fyne.Focusable(field) {
		q.lack = lack
	}
	q.show()
	q.ui.focus(field)
}

// try asks the registry; the form says so meanwhile, and Esc ends it.
func (q *enrolForm) try(o EnrolOrder) {
	u, t := q.ui, q.enrolTry
	given, stop := context.WithCancel(context.Background())
	t.err, t.lack, t.stop = nil, -1, stop
	q.show()
	u.carry.run(endedBy(given, func(ctx context.Context) func() {
		done, err := u.deps.Enrol.Do(ctx, o)
		return func() {
			stop()
			t.stop, t.err = nil, err
			if err == nil {
				t.done, t.at, o = done, u.now(), EnrolOrder{} // the code is spent, and shows no more
				u.ask(newEnrolForm(u, o, t))
				return
			}
			if open, ok := u.question.(*enrolForm); ok && open.enrolTry == t {
				open.show()
				u.focus(open.entries[newEnrolFault(u.words, err, u.now()).Field])
			}
		}
	}))
}

// leave ends the try that is under way; without one it closes the form.
func (q *enrolForm) leave() {
	switch {
	case q.stop != nil:
		q.stop()
	case q.at.IsZero():
		q.ui.answer()
	}
}

// watch opens the counter anew when what it has become was shown long enough.
func (q *enrolForm) watch(now time.Time) {
	if q.at.IsZero() {
		return
	}
	left := reopenAfter - now.Sub(q.at).Abs()
	if left <= 0 {
		q.reopen()
		return
	}
	q.left.Set(q.ui.words.Say("enrol.reopening", "left", q.ui.words.Span((left+time.Second-1).Truncate(time.Second))), q.left.Colour)
}

// reopen has the counter come back as what it is now: its line, its seal and its staff are made when it opens.
func (q *enrolForm) reopen() {
	u := q.ui
	u.answer()
	u.deps.Enrol.Reopen()
	u.end()
}

// inputs are none while they stand still, and when they are gone.
func (q *enrolForm) inputs() []*look.Entry {
	if q.entries[0] == nil {
		return nil
	}
	return q.entries[:]
}

func (q *enrolForm) object() fyne.CanvasObject { return q.root }
func (q *enrolForm) typedRune(rune)            {}

func (q *enrolForm) focus() fyne.Focusable {
	if q.entries[0] == nil {
		return nil
	}
	return q.entries[max(0, lackingField(q.order()))]
}

func (q *enrolForm) again() question {
	if q.entries[0] == nil {
		return newEnrolForm(q.ui, EnrolOrder{}, q.enrolTry)
	}
	texts := q.entries
	return newEnrolForm(q.ui, EnrolOrder{texts[enrolAddress].Text, texts[enrolCode].Text, texts[enrolName].Text}, q.enrolTry)
}

func (q *enrolForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyUp:
		q.move(-1)
	case fyne.KeyDown:
		q.move(1)
	case fyne.KeyEscape:
		q.leave()
	}
	return true
}

// move goes from field to field.
func (q *enrolForm) move(by int) {
	for i, e := range q.inputs() {
		if q.ui.window.Canvas().Focused() == fyne.Focusable(e) {
			q.ui.focus(q.entries[min(max(i+by, 0), enrolFields-1)])
			return
		}
	}
}
