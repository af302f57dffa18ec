package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// parkedRows is how many parked cases show at a time.
const parkedRows = 5

// parkedForm takes up a half-done or parked case: arrows choose from the outlet's, letters and digits
// narrow the list, a whole NIK finds one that the list does not show. Somebody else's half-done case
// is shown with its owner, and asks for a supervisor.
type parkedForm struct {
	ui    *UI
	root  fyne.CanvasObject
	entry *look.Entry
	rows  [parkedRows][2]*look.Text
	mark  fyne.CanvasObject
	fault *look.Text
	paper *look.KeyButton // prints the slip of the chosen case
	list  []waitRow
	at    int
	first int
}

const parkedRow = 58

func newParkedForm(u *UI, text string) question {
	l, w := u.look, u.words
	q := &parkedForm{ui: u, entry: look.NewEntry(u), mark: look.NewPlate(l.Sunken, 6).Shape, fault: look.NewText("", look.Small, l.Tones[look.Bad].Strong)}
	q.entry.SetPlaceHolder(w.Say("parked.label"))
	q.entry.SetText(text)
	q.entry.OnChanged = func(string) { q.narrow() }
	ok := look.NewKeyButton(l, w.Say("key.enter"), w.Say("action.resume"), "", q.accept).Primary()
	q.paper = look.NewKeyButton(l, "F5", w.Say("parked.print"), "print", q.print)
	back := look.NewKeyButton(l, "Esc", w.Say("action.back"), "back", u.answer)
	objects := []fyne.CanvasObject{q.entry, q.fault, q.mark, ok, q.paper, back}
	for i := range q.rows {
		q.rows[i][0] = look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Bold, t.Sizes = true, []float32{look.Body, look.Small, look.Caption} })
		q.rows[i][1] = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
		objects = append(objects, q.rows[i][0], q.rows[i][1])
	}
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(q.entry, 0, 0, s.Width, look.Touch)
		look.At(q.fault, 0, look.Touch+4, s.Width, 24)
		for i, r := range q.rows {
			y := q.top() + float32(i)*parkedRow
			look.At(r[0], 12, y+4, s.Width-24, 28)
			look.At(r[1], 12, y+30, s.Width-24, 24)
		}
		q.placeMark(s.Width)
		look.At(ok, 0, s.Height-look.Touch, s.Width-172-192, look.Touch)
		look.At(q.paper, s.Width-172-180, s.Height-look.Touch, 180, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(760, 72+20+look.Touch+36+parkedRows*parkedRow+14+look.Touch), w.Say("parked.title"), "park", body)
	q.narrow()
	return q
}

func (q *parkedForm) top() float32 { return look.Touch + 32 }

func (q *parkedForm) placeMark(width float32) {
	look.At(q.mark, 0, q.top()+float32(q.at-q.first)*parkedRow, width, parkedRow-4)
}

// narrow shows those that fit what was typed, the newest first.
func (q *parkedForm) narrow() {
	all := waiting(q.ui.words, q.ui.view, q.ui.now())
	q.list, q.at, q.first = fitting(all, q.entry.Text), 0, 0
	q.fault.Set("", q.fault.Colour)
	if len(all) == 0 && q.entry.Text == "" {
		q.fault.Set(q.ui.words.Say("parked.none"), q.ui.look.Muted)
	}
	q.show()
}

func (q *parkedForm) show() {
	q.first = min(max(q.first, q.at-parkedRows+1), q.at)
	for i, row := range q.rows {
		n, r, ink := q.first+i, waitRow{}, q.ui.look.Muted
		if n < len(q.list) {
			r = q.list[n]
		}
		if r.Tone == look.Warn {
			ink = q.ui.look.Tones[look.Warn].Strong
		}
		row[0].Set(r.Title, q.ui.look.Text)
		row[1].Set(r.Detail, ink)
	}
	visible(q.mark, len(q.list) > 0)
	visible(q.paper, q.ui.deps.Desk != nil && len(q.ui.view.Parked) > 0)
	q.paper.Set("F5", q.ui.words.Say("parked.print"), "print", q.hasSlip(), false)
	q.placeMark(q.entry.Size().Width)
}

// parkedLines are a parked case in two lines: who and for what, what lacks and until when.
func parkedLines(w *words.Words, p lane.ParkedView, now time.Time) (title, detail string) {
	title = titled(p.Name, p.NIK, w.Errand(p.Kind, p.Purpose))
	what := w.Reason(p.Reason)
	if len(p.Missing) > 0 {
		what = w.Say("lane.papers-missing", "missing", w.Documents(p.Missing))
	}
	return title, w.Say("parked.detail", "at", w.When(p.At, now), "until", p.Until.In(now.Location()).Format("02/01/2006"), "what", what)
}

// accept takes up the chosen case, or the one of a whole NIK.
func (q *parkedForm) accept() {
	if text := q.entry.Text; digits(text) == 16 {
		q.resume(text)
		return
	}
	if q.at < len(q.list) {
		if r := q.list[q.at]; r.Ask {
			q.ui.ask(newAllowForm(q.ui, allowTakeUp(r.ID)))
			return
		}
		q.resume(q.list[q.at].ID)
		return
	}
	sentence, do := q.ui.words.Code(enrol.CodeNotFound, map[string]string{"why": "parked"})
	q.fault.Set(sentence+" "+do, q.ui.look.Tones[look.Bad].Strong)
}

func (q *parkedForm) resume(text string) {
	q.ui.answer()
	q.ui.do(lane.Command{Action: lane.ActionResume, Text: text})
}

// hasSlip tells whether there is a slip of the chosen case: a half-done one has none, its resident is to bring
// nothing.
func (q *parkedForm) hasSlip() bool {
	return q.ui.deps.Desk != nil && q.at < len(q.list) && !q.list[q.at].Half
}

// print prints the chosen case's slip once more: the first one failed, or is lost.
func (q *parkedForm) print() {
	u := q.ui
	if !q.hasSlip() {
		return
	}
	id, actor := q.list[q.at].ID, u.view.Staff.ID
	u.printing(func(ctx context.Context) (enrol.Printed, error) { return u.deps.Desk.PrintAgain(ctx, id, actor) })
}

func (q *parkedForm) inputs() []*look.Entry     { return []*look.Entry{q.entry} }
func (q *parkedForm) object() fyne.CanvasObject { return q.root }
func (q *parkedForm) focus() fyne.Focusable     { return q.entry }
func (q *parkedForm) typedRune(rune)            {}
func (q *parkedForm) again() question           { return newParkedForm(q.ui, q.entry.Text) }

func (q *parkedForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	case fyne.KeyF5:
		q.print()
	default:
		if at := stepped(k, q.at, len(q.list), parkedRows); at != q.at {
			q.at = at
			q.show()
		}
	}
	return true
}
