package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// fileRows is how many entries of a folder show at a time.
const fileRows = 8

// fileForm chooses a file or a folder with the keyboard alone: letters narrow the list,
// arrows choose, Enter opens; a path may be typed or pasted as well.
type fileForm struct {
	ui    *UI
	kind  filesKind
	root  fyne.CanvasObject
	entry *look.Entry
	where *look.Text
	rows  [fileRows]*look.Text
	signs [fileRows]*look.Icon
	mark  fyne.CanvasObject
	none  *look.Text
	open  *look.KeyButton // what Enter does with the chosen row
	high  float32         // of a row

	dir   string
	all   []folderEntry
	list  []folderEntry
	at    int
	first int // row of the list that shows on top
}

// newFileForm chooses the picture of a QR.
func newFileForm(u *UI) question {
	return newFilesForm(u, filesKind{title: "file.title", icon: "document", none: "file.none", match: isPicture, take: func(path string) {
		u.do(lane.Command{Action: lane.ActionScanFile, Text: path})
	}})
}

func newFilesForm(u *UI, kind filesKind) question {
	if stick := firstStick(filepath.Base(os.Getenv("HOME"))); stick != "" && kind.title != "file.title" {
		u.folder = stick // what is carried goes on a stick
	}
	if u.folder == "" {
		home, _ := os.UserHomeDir() // "" is the folder that the program runs in
		u.folder = firstFolder(home)
	}
	q := &fileForm{ui: u, kind: kind, entry: look.NewEntry(u), mark: look.NewPlate(u.look.Sunken, 6).Shape, high: 34}
	l, w := u.look, u.words
	q.entry.SetPlaceHolder(w.Say("file.label"))
	q.entry.OnChanged = func(string) { q.narrow() }
	q.where = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
	q.none = look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Lines = 2 })
	q.open = look.NewKeyButton(l, w.Say("key.enter"), w.Say("file.open"), "", q.accept).Primary()
	back := look.NewKeyButton(l, "Esc", w.Say("action.back"), "back", u.answer)
	objects := []fyne.CanvasObject{q.where, q.entry, q.mark, q.none, q.open, back}
	for i := range q.rows {
		q.rows[i] = look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Middle, t.Sizes = true, []float32{look.Body, look.Small, look.Caption} })
		q.signs[i] = l.Icon("document", l.Muted)
		objects = append(objects, q.rows[i], q.signs[i].Shape)
	}
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(q.entry, 0, 0, s.Width, look.Touch)
		look.At(q.where, 0, look.Touch+4, s.Width, 22)
		q.placeNone(s.Width)
		for i := range q.rows {
			look.At(q.signs[i].Shape, 8, q.top()+float32(i)*q.high+7, 20, 20)
			look.At(q.rows[i], 36, q.top()+float32(i)*q.high, s.Width-44, q.high)
		}
		q.placeMark(s.Width)
		look.At(q.open, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(720, 560), w.Say(kind.title), kind.icon, body)
	q.enter(u.folder)
	return q
}

func (q *fileForm) top() float32 { return look.Touch + 32 }

// placeNone puts what is said under the rows that there are.
func (q *fileForm) placeNone(width float32) {
	rows := min(len(q.list), fileRows-2)
	look.At(q.none, 8, q.top()+float32(rows)*q.high+8, width-16, 60)
}

func (q *fileForm) placeMark(width float32) {
	look.At(q.mark, 0, q.top()+float32(q.at-q.first)*q.high, width, q.high)
}

// enter lists a folder. Reading may take long, so it is done aside; the answer for a
// folder that was left meanwhile is dropped.
func (q *fileForm) enter(dir string) {
	q.dir, q.all = dir, nil
	q.where.Set(dir, q.ui.look.Muted)
	q.entry.SetText("") // now: what is typed until the answer comes is meant for this folder
	q.ui.jobs.run(func(context.Context) func() {
		all, err := readFolder(dir, q.kind.match)
		return func() {
			if q.dir != dir {
				return
			}
			if err == nil {
				q.ui.folder = dir
			}
			q.all = q.kind.withHere(q.ui.words, all, dir)
			q.narrow()
			if err != nil {
				q.none.Set(q.ui.words.Say("file.unreadable"), q.ui.look.Text)
			}
		}
	})
}

// narrow shows what fits the text, from the top.
func (q *fileForm) narrow() {
	q.list, q.at, q.first = matching(q.all, q.entry.Text), 0, 0
	if typedPath(q.entry.Text, "") != "" {
		q.list = nil
	}
	q.show()
}

func (q *fileForm) show() {
	q.first = min(max(q.first, q.at-fileRows+1), q.at)
	l := q.ui.look
	for i, row := range q.rows {
		n := q.first + i
		visible(q.signs[i].Shape, n < len(q.list))
		if n >= len(q.list) {
			row.Set("", l.Text)
			continue
		}
		e := q.list[n]
		icon, name := "selfie", e.Name
		if e.Here {
			icon = "approve"
		}
		switch {
		case e.Dir && e.Name == "..":
			icon, name = "back", q.ui.words.Say("file.up")
		case e.Dir:
			icon, name = "document", e.Name+"/"
		}
		q.signs[i].Set(icon, l.Muted)
		row.Set(name, l.Text)
	}
	visible(q.mark, len(q.list) > 0)
	q.none.Set("", l.Text)
	if typedPath(q.entry.Text, "") == "" && len(q.list) < fileRows-1 && !slices.ContainsFunc(q.list, q.kind.takes) {
		q.none.Set(q.ui.words.Say(q.kind.none), l.Text)
	}
	label := "file.open"
	if q.at < len(q.list) && q.list[q.at].Here {
		label = q.kind.here
	}
	q.open.Set(q.ui.words.Say("key.enter"), q.ui.words.Say(label), "", true, true)
	q.placeNone(q.entry.Size().Width)
	q.placeMark(q.entry.Size().Width)
}

// accept opens the folder or the picture that is chosen, or the path that was typed.
func (q *fileForm) accept() {
	home, _ := os.UserHomeDir()
	if path := typedPath(q.entry.Text, home); path != "" {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			q.enter(path)
			return
		}
		if q.kind.match == nil {
			q.none.Set(q.ui.words.Say("file.unreadable"), q.ui.look.Text)
			return
		}
		q.take(path)
		return
	}
	if q.at >= len(q.list) {
		return
	}
	if e := q.list[q.at]; e.Dir {
		q.enter(e.Path)
	} else {
		q.take(e.Path)
	}
}

func (q *fileForm) take(path string) {
	q.ui.answer()
	q.kind.take(path)
}

func (q *fileForm) inputs() []*look.Entry     { return []*look.Entry{q.entry} }
func (q *fileForm) object() fyne.CanvasObject { return q.root }
func (q *fileForm) focus() fyne.Focusable     { return q.entry }
func (q *fileForm) typedRune(rune)            {}

func (q *fileForm) again() question {
	n := newFilesForm(q.ui, q.kind).(*fileForm)
	n.entry.SetText(q.entry.Text)
	return n
}

func (q *fileForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	default:
		if at := stepped(k, q.at, len(q.list), fileRows); at != q.at {
			q.at = at
			q.show()
		}
	}
	return true
}
