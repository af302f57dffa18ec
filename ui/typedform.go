package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// typedForm takes the data of a resident who has no QR: as much as the kind needs.
type typedForm struct {
	ui      *UI
	root    fyne.CanvasObject
	entries []*look.Entry // NIK, and where they are asked for e-mail and number
	notes   [3]*look.Text
	signs   [3]*look.Icon
	kind    enrol.Kind
	follows string
	of      string // masked NIK of that case
	purpose enrol.Purpose
	suggest enrol.Email
	use     *look.KeyButton // takes what is suggested; there while something is
	wide    float32         // of the fields
	fixed   bool            // whose they are stands: e-mail and number alone are put right
	been    map[int]bool    // fields that Enter led to: from then on they may be at fault
	begin   int             // the field that gets the keyboard first; -1: the first that is not right yet
}

func newTypedForm(u *UI, t lane.Typed) question { return newTypedFormAt(u, t, -1) }

// newTypedFormAt gives the keyboard to a field, where the errand still has it.
func newTypedFormAt(u *UI, t lane.Typed, at int) question {
	q := &typedForm{ui: u, kind: t.Kind, purpose: t.Purpose, follows: t.Follows, of: t.FollowsNIK, begin: at, been: map[int]bool{}}
	return q.draw(t)
}

// newContactForm puts e-mail and number of the present case right.
func newContactForm(u *UI, t lane.Typed) question {
	q := &typedForm{ui: u, kind: t.Kind, purpose: t.Purpose, fixed: true, begin: 1, been: map[int]bool{}}
	return q.draw(t)
}

func (q *typedForm) draw(t lane.Typed) question {
	u := q.ui
	if q.kind == "" {
		q.kind = enrol.KindNew
	}
	values := []string{t.NIK, t.Email, t.Phone}
	if !asksContact(q.kind) {
		values = values[:1]
	}
	objects, place := q.fields(values)
	l, w := u.look, u.words
	errand := look.NewText(w.Errand(q.kind, q.purpose), look.Title, l.Text).With(func(t *look.Text) {
		t.Middle, t.Bold, t.Sizes = true, true, []float32{look.Title, look.Body, look.Small}
	})
	other := look.NewKeyButton(l, "F4", w.Say("action.kinds"), "person", q.otherKind)
	hint := look.NewText(w.Say("type.hint"), look.Small, l.Muted).With(func(t *look.Text) { t.Middle = true })
	ok := look.NewKeyButton(l, w.Say("key.enter"), w.Say("action.save"), "", q.accept).Primary()
	back := look.NewKeyButton(l, "Esc", w.Say("action.back"), "back", u.answer)
	other.Hidden = q.fixed
	objects = append(objects, errand, other, hint, ok, back)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(errand, 0, 0, s.Width-224, look.Touch)
		look.At(other, s.Width-212, 0, 212, look.Touch)
		place(look.Touch+16, s.Width)
		look.At(hint, 0, s.Height-look.Touch-28, s.Width, 24)
		look.At(ok, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	high := 72 + 20 + look.Touch + 16 + float32(len(values)-q.first())*typedRow + 30 + look.Touch
	q.root = frame(l, fyne.NewSize(760, high), q.title(), "type", body)
	q.judge(q.none)
	return q
}

// title says whose case is put right, so that nobody types the next resident's data into it.
func (q *typedForm) title() string {
	if q.fixed {
		return q.ui.words.Say("contact.title")
	}
	if q.of != "" {
		return q.ui.words.Say("type.correct-title", "nik", q.of)
	}
	return q.ui.words.Say("type.title")
}

// first is the first field that is shown.
func (q *typedForm) first() int {
	if q.fixed {
		return 1
	}
	return 0
}

// typedRow is the height of a field with its label and its note.
const typedRow = 112

// otherKind asks anew what the resident comes for.
func (q *typedForm) otherKind() { q.ui.ask(newKinds(q.ui, q.typedData(), q.at())) }

// at is the field that has the keyboard; -1: none of them.
func (q *typedForm) at() int {
	focused := q.ui.window.Canvas().Focused()
	return slices.IndexFunc(q.entries, func(e *look.Entry) bool { return fyne.Focusable(e) == focused })
}

// fields makes label, entry and note for each value, and how they are placed.
func (q *typedForm) fields(values []string) ([]fyne.CanvasObject, func(y, width float32)) {
	l := q.ui.look
	var objects []fyne.CanvasObject
	labels := make([]*look.Text, len(values))
	for i, key := range []string{"type.nik", "type.email", "type.phone"} {
		q.notes[i] = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
		q.signs[i] = l.Icon("info", l.Muted)
		if i >= len(values) {
			continue
		}
		labels[i] = look.NewText(q.ui.words.Say(key), look.Body, l.Text)
		e := look.NewEntry(q.ui)
		e.SetText(values[i])
		e.Digits = key != "type.email"
		e.OnChanged = func(string) { q.judge(q.none) }
		q.entries = append(q.entries, e)
		if i >= q.first() {
			objects = append(objects, labels[i], e, q.notes[i], q.signs[i].Shape)
		}
	}
	q.use = look.NewKeyButton(l, "F3", q.ui.words.Say("type.use"), "", q.takeSuggested)
	q.use.Hide()
	objects = append(objects, q.use)
	return objects, func(y, width float32) {
		for i, e := range q.entries {
			if i < q.first() {
				continue
			}
			look.At(labels[i], 0, y, width, 26)
			look.At(e, 0, y+27, width, look.Touch)
			look.At(q.signs[i].Shape, 0, y+86, 18, 18)
			look.At(q.notes[i], 24, y+85, width-24, 22)
			y += typedRow
		}
		q.wide = width
		q.placeUse()
	}
}

// placeUse gives the button of the suggested address its place at the end of the field, where there is one.
func (q *typedForm) placeUse() {
	if len(q.entries) < 2 {
		return
	}
	e, wide := q.entries[1], q.wide
	if q.use.Visible() {
		wide -= useWide + 8
	}
	e.Resize(fyne.NewSize(wide, look.Touch))
	look.At(q.use, wide+8, e.Position().Y, useWide, look.Touch)
}

const useWide = 180

// takeSuggested puts the address that was probably meant into its field.
func (q *typedForm) takeSuggested() {
	if q.suggest == "" {
		return
	}
	q.entries[1].SetText(string(q.suggest))
	q.ui.focus(q.entries[1])
}

func (q *typedForm) typedData() lane.Typed {
	t := lane.Typed{NIK: q.entries[0].Text, Kind: q.kind, Purpose: q.purpose, Follows: q.follows, FollowsNIK: q.of}
	if len(q.entries) > 1 {
		t.Email, t.Phone = q.entries[1].Text, q.entries[2].Text
	}
	return t
}

// judge says under each field what is wrong with it, strictly under those that are done.
func (q *typedForm) judge(done func(i int) bool) {
	m, hard := newTypedModel(q.ui.words, q.typedData(), false), newTypedModel(q.ui.words, q.typedData(), true)
	q.suggest = m.Suggest
	if q.use.Visible() != (q.suggest != "") {
		visible(q.use, q.suggest != "")
		q.placeUse()
	}
	strict := []fieldNote{hard.NIK, hard.Email, hard.Phone}
	icons := map[look.Tone]string{look.OK: "approve", look.Warn: "warning", look.Bad: "reject", look.Info: "info"}
	for i, n := range []fieldNote{m.NIK, m.Email, m.Phone} {
		if done(i) {
			n = strict[i]
		}
		ink := q.ui.look.Tones[n.Tone].Strong
		if n.Tone == look.Info {
			ink = q.ui.look.Muted
		}
		visible(q.signs[i].Shape, n.Text != "")
		q.signs[i].Set(icons[n.Tone], ink)
		q.notes[i].Set(n.Text, ink)
	}
}

// wrong is the first field of those that count that may not be sent as it is; -1: none.
func (q *typedForm) wrong(counts func(i int) bool) int {
	m := newTypedModel(q.ui.words, q.typedData(), true)
	for i, n := range []fieldNote{m.NIK, m.Email, m.Phone} {
		if !n.OK && counts(i) {
			return i
		}
	}
	return -1
}

// accept sends the data, or goes to the first field that is wrong, or else to the next that lacks. A
// field that nobody has been in is not at fault yet; from the last one all are judged.
func (q *typedForm) accept() {
	at, last := q.at(), len(q.entries)-1
	done := func(i int) bool { return q.been[i] || i == at || at == last || q.entries[i].Text != "" }
	q.judge(done)
	next := q.wrong(done)
	if next < 0 {
		next = q.wrong(q.all)
	}
	if next >= 0 {
		q.been[next] = true
		q.ui.focus(q.entries[next])
		return
	}
	q.ui.answer()
	action := lane.ActionType
	if q.fixed {
		action = lane.ActionContact
	}
	q.ui.do(lane.Command{Action: action, Typed: q.typedData()})
}

func (q *typedForm) inputs() []*look.Entry     { return q.entries }
func (q *typedForm) object() fyne.CanvasObject { return q.root }
func (q *typedForm) typedRune(rune)            {}

func (q *typedForm) focus() fyne.Focusable {
	if q.begin >= 0 && q.begin < len(q.entries) {
		return q.entries[q.begin]
	}
	return q.entries[max(0, q.wrong(q.all))]
}

func (q *typedForm) all(int) bool  { return true }
func (q *typedForm) none(int) bool { return false }

func (q *typedForm) again() question {
	n := &typedForm{ui: q.ui, kind: q.kind, purpose: q.purpose, follows: q.follows, of: q.of, fixed: q.fixed, begin: q.begin, been: q.been}
	return n.draw(q.typedData())
}

func (q *typedForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	case fyne.KeyF4:
		if !q.fixed {
			q.otherKind()
		}
	case fyne.KeyF3:
		q.takeSuggested()
	}
	return true
}
