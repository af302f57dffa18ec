package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// typedForm takes the data of a resident who has no QR.
type typedForm struct {
	ui      *UI
	root    fyne.CanvasObject
	entries [3]*look.Entry
	notes   [3]*look.Text
	signs   [3]*canvas.Image
	kind    enrol.Kind
	follows string
	kindTxt *look.Text
	suggest enrol.Email
}

func newTypedForm(u *UI, t lane.Typed) question {
	q := &typedForm{ui: u, kind: t.Kind, follows: t.Follows}
	if q.kind == "" {
		q.kind = kinds[0]
	}
	objects, place := q.fields([]string{t.NIK, t.Email, t.Phone})
	l := u.look
	kindLabel := look.NewText(u.words.Say("type.kind"), look.Body, l.Text)
	kindBox := l.Box(l.Sunken, look.Radius/2)
	q.kindTxt = look.NewText(u.words.Kind(q.kind), look.Title, l.Text).With(func(t *look.Text) {
		t.Middle, t.Sizes = true, []float32{look.Title, look.Body}
	})
	kindHint := look.NewText(u.words.Say("type.kind-hint"), look.Small, l.Muted)
	hint := look.NewText(u.words.Say("type.hint"), look.Small, l.Muted).With(func(t *look.Text) { t.Middle = true })
	ok := look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("action.save"), "", q.accept).Primary()
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	objects = append(objects, kindLabel, kindBox, q.kindTxt, kindHint, hint, ok, back)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		y := place(s.Width)
		look.At(kindLabel, 0, y, s.Width, 26)
		look.At(kindBox, 0, y+28, s.Width, 48)
		look.At(q.kindTxt, 14, y+28, s.Width-28, 48)
		look.At(kindHint, 0, y+79, s.Width, 22)
		look.At(hint, 0, s.Height-look.Touch-28, s.Width, 24)
		look.At(ok, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(760, 640), u.words.Say("type.title"), "type", body)
	q.judge(false)
	return q
}

// fields makes label, entry and note three times, and how they are placed: it answers
// the height they took.
func (q *typedForm) fields(values []string) ([]fyne.CanvasObject, func(width float32) float32) {
	l := q.ui.look
	var objects []fyne.CanvasObject
	labels := make([]*look.Text, 3)
	for i, key := range []string{"type.nik", "type.email", "type.phone"} {
		labels[i] = look.NewText(q.ui.words.Say(key), look.Body, l.Text)
		e := look.NewEntry(q.ui)
		e.SetText(values[i])
		e.Digits = key != "type.email"
		e.OnChanged = func(string) { q.judge(false) }
		q.entries[i] = e
		q.notes[i] = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
		q.signs[i] = l.Icon("info", l.Muted)
		objects = append(objects, labels[i], e, q.notes[i], q.signs[i])
	}
	return objects, func(width float32) float32 {
		y := float32(0)
		for i, e := range q.entries {
			look.At(labels[i], 0, y, width, 26)
			look.At(e, 0, y+27, width, look.Touch)
			look.At(q.signs[i], 0, y+86, 18, 18)
			look.At(q.notes[i], 24, y+85, width-24, 22)
			y += 112
		}
		return y
	}
}

func (q *typedForm) typedData() lane.Typed {
	return lane.Typed{NIK: q.entries[0].Text, Email: q.entries[1].Text, Phone: q.entries[2].Text, Kind: q.kind, Follows: q.follows}
}

// judge says under each field what is wrong with it.
func (q *typedForm) judge(strict bool) typedModel {
	m := newTypedModel(q.ui.words, q.typedData(), strict)
	q.suggest = m.Suggest
	icons := map[look.Tone]string{look.OK: "approve", look.Warn: "warning", look.Bad: "reject", look.Info: "info"}
	for i, n := range []fieldNote{m.NIK, m.Email, m.Phone} {
		ink := q.ui.look.Tones[n.Tone].Strong
		if n.Tone == look.Info {
			ink = q.ui.look.Muted
		}
		visible(q.signs[i], n.Text != "")
		q.ui.look.SetIcon(q.signs[i], icons[n.Tone], ink)
		q.notes[i].Set(n.Text, ink)
	}
	return m
}

// accept sends the data, or goes to the first field that is wrong.
func (q *typedForm) accept() {
	m := q.judge(true)
	for i, n := range []fieldNote{m.NIK, m.Email, m.Phone} {
		if !n.OK {
			q.ui.focus(q.entries[i])
			return
		}
	}
	q.ui.answer()
	q.ui.do(lane.Command{Action: lane.ActionType, Typed: q.typedData()})
}

// turn chooses the next or the previous kind.
func (q *typedForm) turn(step int) {
	for i, k := range kinds {
		if k == q.kind {
			q.kind = kinds[(i+step+len(kinds))%len(kinds)]
			break
		}
	}
	q.kindTxt.Set(q.ui.words.Kind(q.kind), q.ui.look.Text)
}

func (q *typedForm) object() fyne.CanvasObject { return q.root }
func (q *typedForm) focus() fyne.Focusable     { return q.entries[0] }
func (q *typedForm) typedRune(rune)            {}
func (q *typedForm) again() question           { return newTypedForm(q.ui, q.typedData()) }

func (q *typedForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	case fyne.KeyDown:
		q.turn(1)
	case fyne.KeyUp:
		q.turn(-1)
	case fyne.KeyF3:
		if q.suggest != "" {
			q.entries[1].SetText(string(q.suggest))
		}
	}
	return true
}
