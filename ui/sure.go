package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// sure asks before something that can't be taken back.
type sure struct {
	ui   *UI
	root fyne.CanvasObject
	name string
	icon string
	yes  func()
	args []string // of title and text, in pairs
}

// newSure asks the question whose title and text have the keys name.title and
// name.text, which args fill; Enter does it.
func newSure(u *UI, name, icon string, yes func(), args ...string) question {
	q := &sure{ui: u, name: name, icon: icon, yes: yes, args: args}
	l := u.look
	text := look.NewText(u.words.Say(name+".text", args...), look.Body, l.Text).With(func(t *look.Text) { t.Lines = 3 })
	ok := look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say(name+".yes"), "", q.accept).Primary()
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(text, 0, 0, s.Width, 80)
		look.At(ok, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, text, ok, back)
	q.root = frame(l, fyne.NewSize(620, 250), u.words.Say(name+".title", args...), icon, body)
	return q
}

func (q *sure) accept() {
	q.ui.answer()
	q.yes()
}

func (q *sure) object() fyne.CanvasObject { return q.root }
func (q *sure) focus() fyne.Focusable     { return nil }
func (q *sure) typedRune(rune)            {}
func (q *sure) again() question           { return newSure(q.ui, q.name, q.icon, q.yes, q.args...) }

func (q *sure) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	}
	return true
}

// reveal shows the contact data in full, large, to be read back to the resident. It
// closes by itself: nobody leaves it open for the next one to see.
type reveal struct {
	ui   *UI
	root fyne.CanvasObject
	till time.Time
}

const revealFor = 15 * time.Second

func newReveal(u *UI) question {
	q := &reveal{ui: u, till: u.now().Add(revealFor)}
	l, email, phone := u.look, "–", "–"
	if u.view.Case != nil {
		email, phone = cmpOr(string(u.view.Case.Resident.Email), "–"), cmpOr(grouped(string(u.view.Case.Resident.Phone)), "–")
	}
	big := func(s string) *look.Text {
		return look.NewText(s, look.Display, l.Text).With(func(t *look.Text) {
			t.Bold, t.Sizes, t.Lines = true, []float32{look.Display, look.Sentence, look.Title, look.Body}, 1
		})
	}
	rows := []fyne.CanvasObject{
		look.NewText(u.words.Say("lane.email"), look.Small, l.Muted), big(email),
		look.NewText(u.words.Say("lane.phone"), look.Small, l.Muted), big(phone),
		look.NewText(u.words.Say("reveal.text"), look.Body, l.Muted),
	}
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		for i, y := range []float32{0, 22, 100, 122, s.Height - 34} {
			look.At(rows[i], 0, y, s.Width, 62)
		}
	}}, rows...)
	q.root = frame(l, fyne.NewSize(940, 340), u.words.Say("reveal.title"), "eye", body)
	return q
}

// grouped puts a phone number in fours, as it is read aloud.
func grouped(digits string) string {
	var out []byte
	for i := range len(digits) {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		out = append(out, digits[i])
	}
	return string(out)
}

func (q *reveal) object() fyne.CanvasObject { return q.root }
func (q *reveal) focus() fyne.Focusable     { return nil }
func (q *reveal) typedRune(rune)            { q.ui.answer() }
func (q *reveal) again() question           { return newReveal(q.ui) }
func (q *reveal) typed(fyne.KeyName) bool   { q.ui.answer(); return true }
