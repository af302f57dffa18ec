package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// choice is a list to choose from by number keys: reasons, papers.
type choice struct {
	ui    *UI
	root  fyne.CanvasObject
	take  []func()
	signs []string // an icon each, before the words; nil: none
	hint  string   // key of what stands under the list; "": that a number chooses
	remak func() question
}

// newReasons asks why a case is rejected or parked.
func newReasons(u *UI, a lane.Action) question {
	reasons, icon := enrol.RejectReasons, "reject"
	if a == lane.ActionPark {
		reasons, icon = enrol.ParkReasons, "park"
	}
	c := &choice{ui: u, remak: func() question { return newReasons(u, a) }}
	labels := make([]string, len(reasons))
	for i, r := range reasons {
		labels[i] = u.words.Reason(r)
		c.take = append(c.take, func() { c.decide(a, r) })
	}
	c.build(u.words.Say(string(a)+".title"), icon, labels)
	return c
}

// decide rejects or parks. "Other" asks for a note first: a count of "other" that
// nobody can explain is of no use.
func (c *choice) decide(a lane.Action, r enrol.Reason) {
	if r == enrol.ReasonOther {
		form := noteForm
		form.send = func(text string) lane.Command { return lane.Command{Action: a, Reason: r, Note: text} }
		c.ui.ask(newLineForm(c.ui, form, ""))
		return
	}
	c.ui.answer()
	c.ui.do(lane.Command{Action: a, Reason: r})
}

// newWhyAgain asks why an identity is activated again, and then sends a command with the answer.
func newWhyAgain(u *UI, then lane.Command) question {
	c := &choice{ui: u, remak: func() question { return newWhyAgain(u, then) }}
	purposes := enrol.Purposes(enrol.KindReactivate)
	labels := make([]string, len(purposes))
	for i, p := range purposes {
		labels[i] = u.words.Purpose(p)
		c.take = append(c.take, func() {
			u.answer()
			then.Typed.Purpose = p
			u.do(then)
		})
	}
	c.build(u.words.Say("purposes.reactivate"), "phone", labels)
	return c
}

// newKinds asks what a resident without a QR comes for. What was typed before stays, and the
// keyboard in the field that had it, at; -1: wherever there is something to type.
func newKinds(u *UI, t lane.Typed, at int) question {
	c := &choice{ui: u, remak: func() question { return newKinds(u, t, at) }}
	labels := make([]string, len(enrol.Kinds))
	for i, k := range enrol.Kinds {
		labels[i] = u.words.Kind(k)
		c.take = append(c.take, func() {
			t.Kind, t.Purpose = k, enrol.PurposeNone
			if len(enrol.Purposes(k)) > 0 {
				u.ask(newPurposes(u, t, at))
				return
			}
			u.ask(newTypedFormAt(u, t, at))
		})
	}
	c.build(u.words.Say("kinds.title"), "person", labels)
	return c
}

// newPurposes asks for the coded reason of a kind.
func newPurposes(u *UI, t lane.Typed, at int) question {
	c := &choice{ui: u, remak: func() question { return newPurposes(u, t, at) }}
	purposes := enrol.Purposes(t.Kind)
	labels := make([]string, len(purposes))
	for i, p := range purposes {
		labels[i] = u.words.Purpose(p)
		c.take = append(c.take, func() {
			t.Purpose = p
			u.ask(newTypedFormAt(u, t, at))
		})
	}
	c.build(u.words.Say("purposes."+string(t.Kind)), "person", labels)
	return c
}

func (c *choice) build(title, icon string, labels []string) {
	const row = look.Touch
	columns := 1 + (len(labels)-1)/6 // more than half a dozen stand in two
	lines := (len(labels) + columns - 1) / columns
	l, u := c.ui.look, c.ui
	rows := make([]fyne.CanvasObject, 0, len(labels)+2)
	for i, text := range labels {
		sign := ""
		if c.signs != nil {
			sign = c.signs[i]
		}
		rows = append(rows, look.NewKeyButton(l, strconv.Itoa(i+1), text, sign, c.take[i]))
	}
	hint := look.NewText(u.words.Say(cmpOr(c.hint, "reasons.hint")), look.Small, l.Muted).With(func(t *look.Text) { t.Middle = true })
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		for i, r := range rows[:len(labels)] {
			wide := (s.Width - float32(columns-1)*8) / float32(columns)
			look.At(r, float32(i/lines)*(wide+8), float32(i%lines*(row+6)), wide, row)
		}
		look.At(back, s.Width-160, s.Height-row, 160, row)
		look.At(hint, 0, s.Height-row, s.Width-172, row)
	}}, append(rows, hint, back)...)
	c.root = frame(l, fyne.NewSize(float32(400+240*columns), float32(72+20+12+row+lines*(row+6))), title, icon, body)
}

func (c *choice) object() fyne.CanvasObject { return c.root }
func (c *choice) focus() fyne.Focusable     { return nil }
func (c *choice) again() question           { return c.remak() }

func (c *choice) typed(k fyne.KeyName) bool {
	if k == fyne.KeyEscape {
		c.ui.answer()
	}
	return k == fyne.KeyEscape
}

func (c *choice) typedRune(r rune) {
	if i := int(r - '1'); i >= 0 && i < len(c.take) {
		c.take[i]()
	}
}
