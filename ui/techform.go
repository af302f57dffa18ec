package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// Finding is one thing that was looked at, in the window's language.
type Finding struct {
	Name string
	Tone look.Tone
	Fact string
	Do   string // what helps; "": nothing need be done
}

// techForm shows what works and what does not, and makes a bundle for whoever helps.
type techForm struct {
	ui       *UI
	root     fyne.CanvasObject
	findings []Finding
	top      int // first one that is shown
	looking  bool
	said     string
	saidTone look.Tone
}

// findingRows are as many as a page has room for, findingHigh is the room of each: four
// lines of the smallest text, which the longest findings need.
const (
	findingRows = 5
	findingHigh = 88
	findingMost = 4 // lines
)

// openTechnician looks anew.
func (u *UI) openTechnician() {
	q := &techForm{ui: u, looking: true}
	q.build()
	u.ask(q)
	language := u.words.Language
	u.slow.run(func(ctx context.Context) func() {
		found := u.deps.Doctor(ctx, language)
		return func() {
			if open, ok := u.question.(*techForm); ok {
				open.findings, open.looking = found, false
				u.ask(open.again())
			}
		}
	})
}

func (q *techForm) build() {
	u, l := q.ui, q.ui.look
	var objects []fyne.CanvasObject
	type row struct {
		back           *canvas.Raster
		sign           *look.Icon
		name, fact, do *look.Text
	}
	var rows []row
	icons := [4]string{"info", "approve", "warning", "stop"}
	for _, f := range q.findings[q.top:min(len(q.findings), q.top+findingRows)] {
		shade := l.Tones[f.Tone]
		r := row{back: look.NewPlate(shade.Soft, look.Radius/2).Shape, sign: l.Icon(icons[f.Tone], shade.Strong)}
		r.name = look.NewText(f.Name, look.Body, l.Text).With(func(t *look.Text) { t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Body, look.Small} })
		r.fact = look.NewText(f.Fact, look.Body, l.Text).With(func(t *look.Text) {
			t.Middle, t.Lines, t.Sizes = true, findingMost, []float32{look.Body, look.Small, look.Caption}
		})
		r.do = look.NewText(f.Do, look.Small, l.Text).With(func(t *look.Text) {
			t.Middle, t.Lines, t.Sizes = true, findingMost, []float32{look.Small, look.Caption}
		})
		rows = append(rows, r)
		objects = append(objects, r.back, r.sign.Shape, r.name, r.fact, r.do)
	}
	state := look.NewText(q.state(), look.Body, l.Tones[q.saidTone].Strong).With(func(t *look.Text) {
		t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small, look.Caption}
	})
	bundle := look.NewKeyButton(l, "F6", u.words.Say("tech.bundle"), "document", q.bundle)
	bundle.Set("F6", u.words.Say("tech.bundle"), "document", u.deps.Bundle != nil, false)
	again := look.NewKeyButton(l, "F5", u.words.Say("tech.again"), "retake", u.openTechnician)
	more := look.NewKeyButton(l, "PgDn", u.words.Say("tech.more"), "", func() { q.turn(findingRows) })
	more.Set("PgDn", u.words.Say("tech.more"), "", len(q.findings) > findingRows, false)
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", q.leave)
	buttons := []*look.KeyButton{bundle, again, more, back}
	objects = append(objects, state, bundle, again, more, back)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		for i, r := range rows {
			const high = findingHigh - 6
			y, left := float32(i)*findingHigh, (s.Width-250)*0.46
			if r.do.Text() == "" {
				left = s.Width - 250 // nothing beside it
			}
			look.At(r.back, 0, y, s.Width, high)
			look.At(r.sign.Shape, 14, y+(high-28)/2, 28, 28)
			look.At(r.name, 56, y, 170, high)
			look.At(r.fact, 236, y, left, high)
			look.At(r.do, 250+left, y, max(0, s.Width-262-left), high)
		}
		look.At(state, 0, s.Height-look.Touch-58, s.Width, 50)
		wide := (s.Width - 3*8) / 4
		for i, b := range buttons {
			look.At(b, float32(i)*(wide+8), s.Height-look.Touch, wide, look.Touch)
		}
	}}, objects...)
	q.root = frame(l, fyne.NewSize(1160, 680), u.words.Say("tech.title"), "search", body)
}

// state is the line under the list.
func (q *techForm) state() string {
	w := q.ui.words
	switch {
	case q.said != "":
		return q.said
	case q.looking:
		return w.Say("tech.looking")
	}
	return w.Say("tech.found", "n", strconv.Itoa(len(q.findings)), "first", strconv.Itoa(q.top+1), "last", strconv.Itoa(min(len(q.findings), q.top+findingRows)))
}

// turn goes to another page, the first after the last.
func (q *techForm) turn(by int) {
	if len(q.findings) <= findingRows {
		return
	}
	top := q.top + by
	if top < 0 || top >= len(q.findings) {
		top = 0
	}
	q.top, q.said = top, ""
	q.ui.ask(q.again())
}

// bundle saves what helps the one who helps, on a stick or wherever the technician says.
func (q *techForm) bundle() {
	u := q.ui
	if u.deps.Bundle == nil {
		return
	}
	u.ask(newFilesForm(u, folderFiles("export", func(folder string) {
		u.ask(q.again())
		u.slow.run(func(ctx context.Context) func() {
			path, err := u.deps.Bundle(ctx, folder)
			return func() {
				open, ok := u.question.(*techForm)
				if !ok {
					return
				}
				open.said, open.saidTone = u.words.Say("tech.saved", "path", path), look.OK
				if err != nil {
					open.said, open.saidTone = u.unsaved(err), look.Bad
				}
				u.ask(open.again())
			}
		})
	})))
}

func (q *techForm) leave() {
	q.ui.answer()
	q.ui.openSettings()
}

func (q *techForm) object() fyne.CanvasObject { return q.root }
func (q *techForm) focus() fyne.Focusable     { return nil }
func (q *techForm) typedRune(rune)            {}

func (q *techForm) again() question {
	n := *q
	n.build()
	return &n
}

func (q *techForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyEscape:
		q.leave()
	case fyne.KeyF5:
		q.ui.openTechnician()
	case fyne.KeyF6:
		q.bundle()
	case fyne.KeyPageDown:
		q.turn(findingRows)
	case fyne.KeyPageUp:
		q.turn(-findingRows)
	}
	return true
}

// unsaved says why a file for whoever helps was not saved: most often the folder takes none.
func (u *UI) unsaved(err error) string {
	if enrol.CodeOf(err) == enrol.CodeConfig {
		return u.words.Say("queue.no-file")
	}
	sentence, do := u.words.Failure(err, u.now())
	return sentence + " " + do
}
