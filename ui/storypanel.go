package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// storyRows is how many lines of a story show at a time.
const storyRows = 12

// storyPanel lies over the queue and tells what happened to one case. It only shows.
type storyPanel struct {
	ui    *UI
	root  fyne.CanvasObject
	id    string
	nik   string
	cells [storyRows][3]*look.Text
	note  *look.Text
	turn  *look.KeyButton // where it is longer than the panel
	lines []storyLine
	first int
}

// askStory opens it for the item that is chosen.
func (s *queueScreen) askStory() {
	if it, ok := s.current(); ok {
		s.ui.ask(newStoryPanel(s.ui, it.ID, it.NIKMasked))
	}
}

func newStoryPanel(u *UI, id, nik string) question {
	q := &storyPanel{ui: u, id: id, nik: nik}
	l := u.look
	q.note = look.NewText(u.words.Say("queue.loading"), look.Body, l.Muted).With(func(t *look.Text) { t.Lines = 3 })
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	q.turn = look.NewKeyButton(l, "↑↓", "", "", q.page)
	number := look.NewText(u.words.Say("queue.detail-case")+" "+id, look.Small, l.Muted).With(func(t *look.Text) {
		t.Middle, t.Sizes = true, []float32{look.Small, look.Caption}
	})
	objects := []fyne.CanvasObject{q.note, back, q.turn, number}
	for i := range q.cells {
		for k := range q.cells[i] {
			q.cells[i][k] = look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
				t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
			})
			objects = append(objects, q.cells[i][k])
		}
	}
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		const high, when, who = 38, 130, 120
		look.At(q.note, 0, 0, s.Width, 90)
		for i, c := range q.cells {
			y := float32(i * high)
			look.At(c[0], 0, y, when, high)
			look.At(c[1], when, y, s.Width-when-who-8, high)
			look.At(c[2], s.Width-who, y, who, high)
		}
		look.At(number, 0, s.Height-48, s.Width-172-252, 48)
		look.At(q.turn, s.Width-172-240, s.Height-48, 240, 48)
		look.At(back, s.Width-160, s.Height-48, 160, 48)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(880, 640), u.words.Say("story.title")+"  "+nik, "document", body)
	q.show()
	q.ask()
	return q
}

func (q *storyPanel) ask() {
	u := q.ui
	u.jobs.run(func(ctx context.Context) func() {
		entries, err := u.deps.Desk.Story(ctx, q.id)
		return func() {
			switch {
			case err != nil:
				sentence, do := u.words.Failure(err, u.now())
				q.note.Set(sentence+" "+do, u.look.Text)
			case len(entries) == 0:
				q.note.Set(u.words.Say("story.empty"), u.look.Text)
			default:
				q.note.Set("", u.look.Text)
				q.lines = newStory(u.words, entries, u.now())
			}
			q.show()
		}
	})
}

func (q *storyPanel) show() {
	q.first = max(0, min(q.first, len(q.lines)-storyRows))
	for i, c := range q.cells {
		var line storyLine
		if n := q.first + i; n < len(q.lines) {
			line = q.lines[n]
		}
		c[0].Set(line.At, q.ui.look.Muted)
		c[1].Set(line.What, q.ui.look.Text)
		c[2].Set(line.Who, q.ui.look.Muted)
	}
	n := len(q.lines)
	visible(q.turn, n > storyRows)
	q.turn.Set("↑↓", q.ui.words.Say("story.rows", "first", strconv.Itoa(q.first+1), "last", strconv.Itoa(min(n, q.first+storyRows)),
		"all", strconv.Itoa(n)), "", true, false)
}

// page shows what follows; after the end the beginning.
func (q *storyPanel) page() {
	if q.first += storyRows; q.first >= len(q.lines) {
		q.first = 0
	}
	q.show()
}

func (q *storyPanel) object() fyne.CanvasObject { return q.root }
func (q *storyPanel) focus() fyne.Focusable     { return nil }
func (q *storyPanel) typedRune(rune)            {}
func (q *storyPanel) again() question           { return newStoryPanel(q.ui, q.id, q.nik) }

func (q *storyPanel) typed(k fyne.KeyName) bool {
	steps := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: storyRows, fyne.KeyPageUp: -storyRows}
	if n := steps[k]; n != 0 {
		q.first += n
		q.show()
		return true
	}
	q.ui.answer()
	return true
}
