package ui

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// keptRows is how many documents show at a time.
const keptRows = 6

// keptRow is how high one is.
const keptRow = 58

// keptForm lists the papers that lie on this PC: sheets of closed shifts, and slips that no
// printer took. One is printed again, or carried away on a stick.
type keptForm struct {
	ui    *UI
	root  fyne.CanvasObject
	rows  [keptRows][2]*look.Text
	mark  fyne.CanvasObject
	none  *look.Text
	list  []enrol.KeptPaper
	read  bool
	at    int
	first int
}

// openKept reads the list anew. A technician serves no resident, whose papers these are.
func (u *UI) openKept() {
	if u.view.Staff.Role == enrol.RoleTechnician {
		sentence, do := u.words.Failure(enrol.NewError(enrol.CodeForbidden, "list kept papers"), u.now())
		u.say(look.Warn, sentence+" "+do)
		return
	}
	q := newKeptForm(u, nil, false, 0)
	u.ask(q)
	u.jobs.run(func(ctx context.Context) func() {
		list, err := u.deps.Desk.Kept(ctx)
		return func() {
			switch {
			case enrol.CodeOf(err) == enrol.CodeDiskFull: // a sheet could not be made again
				u.say(look.Bad, u.unwritten(err))
			case err != nil:
				sentence, do := u.words.Failure(err, u.now())
				u.say(look.Bad, sentence+" "+do)
			}
			if _, open := u.question.(*keptForm); open {
				u.ask(newKeptForm(u, list, true, 0))
			}
		}
	})
}

func newKeptForm(u *UI, list []enrol.KeptPaper, read bool, at int) *keptForm {
	l, w := u.look, u.words
	q := &keptForm{ui: u, list: list, read: read, at: at, mark: look.NewPlate(l.Sunken, 6).Shape}
	q.none = look.NewText("", look.Body, l.Muted).With(func(t *look.Text) { t.Lines, t.Sizes = 3, []float32{look.Body, look.Small} })
	print := look.NewKeyButton(l, w.Say("key.enter"), w.Say("kept.print"), "print", q.print).Primary()
	save := look.NewKeyButton(l, "F6", w.Say("kept.save"), "document", q.save)
	for _, b := range []*look.KeyButton{print, save} {
		b.Set(map[bool]string{true: w.Say("key.enter"), false: "F6"}[b == print], b.Label(), map[bool]string{true: "print", false: "document"}[b == print], len(list) > 0, b == print && len(list) > 0)
	}
	back := look.NewKeyButton(l, "Esc", w.Say("action.back"), "back", u.answer)
	objects := []fyne.CanvasObject{q.mark, q.none, print, save, back}
	for i := range q.rows {
		q.rows[i][0] = look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Bold, t.Sizes = true, []float32{look.Body, look.Small, look.Caption} })
		q.rows[i][1] = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
		objects = append(objects, q.rows[i][0], q.rows[i][1])
	}
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(q.none, 8, 0, s.Width-16, 90)
		for i, r := range q.rows {
			y := float32(i) * keptRow
			look.At(r[0], 12, y+4, s.Width-24, 28)
			look.At(r[1], 12, y+30, s.Width-24, 24)
		}
		look.At(q.mark, 0, float32(q.at-q.first)*keptRow, s.Width, keptRow-4)
		row([]*look.KeyButton{print, save, back}, 0, s.Height-look.Touch-4, s.Width, look.Touch+4)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(820, 72+20+keptRows*keptRow+20+look.Touch+4), w.Say("kept.title"), "document", body)
	q.show()
	return q
}

func (q *keptForm) show() {
	w, l := q.ui.words, q.ui.look
	q.first = min(max(q.first, q.at-keptRows+1), q.at)
	for i, row := range q.rows {
		title, detail := "", ""
		if n := q.first + i; n < len(q.list) {
			k := q.list[n]
			title = w.Say(map[bool]string{true: "kept.slip", false: "kept.sheet"}[k.Slip], "at", sheetMoment(w, k.At, q.ui.now()))
			detail = k.Name + "  ·  " + strings.Join(endings(k.Files), ", ")
		}
		row[0].Set(title, l.Text)
		row[1].Set(detail, l.Muted)
	}
	visible(q.mark, len(q.list) > 0)
	text := ""
	switch {
	case !q.read:
		text = w.Say("queue.loading")
	case len(q.list) == 0:
		text = w.Say("kept.none")
	}
	q.none.Set(text, l.Muted)
	q.mark.Move(fyne.NewPos(0, float32(q.at-q.first)*keptRow))
}

// endings say what kinds of file there are: "PDF, CSV, XLSX".
func endings(files []string) (out []string) {
	for _, f := range files {
		out = append(out, strings.ToUpper(strings.TrimPrefix(filepath.Ext(f), ".")))
	}
	return out
}

func (q *keptForm) chosen() (enrol.KeptPaper, bool) {
	if q.at < len(q.list) {
		return q.list[q.at], true
	}
	return enrol.KeptPaper{}, false
}

func (q *keptForm) print() {
	k, ok := q.chosen()
	if !ok {
		return
	}
	u := q.ui
	actor := u.view.Staff.ID
	u.answer()
	u.printing(func(ctx context.Context) (enrol.Printed, error) { return u.deps.Desk.PrintKept(ctx, k, actor) })
}

// printing has a paper printed, and says over whatever screen is open what became of it.
func (u *UI) printing(print func(ctx context.Context) (enrol.Printed, error)) {
	u.say(look.Info, u.words.Say("kept.printing"))
	u.slow.run(func(ctx context.Context) func() {
		done, err := print(ctx)
		return func() {
			switch {
			case enrol.CodeOf(err) == enrol.CodeNotFound:
				u.say(look.Warn, u.words.Say("kept.no-slip"))
			case err != nil:
				u.deps.Log.Warn("print again", "code", enrol.CodeOf(err))
				sentence, do := u.words.Failure(err, u.now())
				u.say(look.Warn, sentence+" "+do)
			case done.Printer == "":
				u.say(look.Info, u.words.Say("kept.no-printer", "file", filepath.Base(done.File)))
			default:
				u.say(look.OK, u.words.Say("kept.printed", "printer", done.Printer))
			}
		}
	})
}

// save carries one away.
func (q *keptForm) save() {
	k, ok := q.chosen()
	if !ok {
		return
	}
	u, actor := q.ui, q.ui.view.Staff.ID
	u.ask(newFilesForm(u, folderFiles("export", func(folder string) {
		u.carry.run(func(ctx context.Context) func() {
			n, err := u.deps.Desk.SaveKept(ctx, k, folder, actor)
			return func() {
				if err != nil {
					u.say(look.Bad, u.words.Say("queue.no-file"))
					return
				}
				u.say(look.OK, u.words.Say("kept.saved", "n", strconv.Itoa(n), "folder", filepath.Base(folder)))
			}
		})
	})))
}

func (q *keptForm) object() fyne.CanvasObject { return q.root }
func (q *keptForm) focus() fyne.Focusable     { return nil }
func (q *keptForm) typedRune(rune)            {}
func (q *keptForm) again() question           { return newKeptForm(q.ui, q.list, q.read, q.at) }

func (q *keptForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.print()
	case fyne.KeyF6:
		q.save()
	case fyne.KeyEscape:
		q.ui.answer()
	default:
		if at := stepped(k, q.at, len(q.list), keptRows); at != q.at {
			q.at = at
			q.show()
		}
	}
	return true
}
