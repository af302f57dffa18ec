package ui

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// shiftScreen counts the shift, says what does not add up, and has it signed.
type shiftScreen struct {
	ui      *UI
	root    *fyne.Container
	bar     *statusBar
	back    *look.Plate
	icon    *look.Icon
	verdict *look.Text
	period  *look.Text
	names   []*look.Text
	values  []*look.Text
	notes   *look.Text
	end     *look.KeyButton
	paper   *look.KeyButton
	keys    []*look.KeyButton
	size    fyne.Size

	sheet enrol.Sheet
	files []string
	lacks bool // files are not written yet: F8 tries again
	ready bool
	asked int // a later count, or the closing, makes earlier answers void
}

func newShiftScreen(u *UI) *shiftScreen {
	l := u.look
	s := &shiftScreen{ui: u, back: look.NewPlate(l.Surface, look.Radius), icon: l.Icon("document", l.Text)}
	s.bar = newStatusBar(l, u.words, u.barActions())
	s.bar.where = u.words.Say("action.lane")
	s.verdict = look.NewText("", look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Title, look.Body}
	})
	s.period = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Middle = true })
	s.notes = look.NewText("", look.Small, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 18, []float32{look.Body, look.Small, look.Caption} })
	cards := []fyne.CanvasObject{l.Card(), l.Card()}
	objects := append([]fyne.CanvasObject{s.bar.box, s.back.Shape, s.icon.Shape, s.verdict, s.period}, cards...)
	for range len(shiftLines(enrol.Sheet{})) {
		name := look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Middle, t.Sizes = true, []float32{look.Body, look.Small} })
		value := look.NewText("", look.Title, l.Text).With(func(t *look.Text) {
			t.Middle, t.Bold, t.Align, t.Sizes = true, true, fyne.TextAlignTrailing, []float32{look.Title, look.Body}
		})
		s.names, s.values = append(s.names, name), append(s.values, value)
		objects = append(objects, name, value)
	}
	objects = append(objects, s.notes)
	s.end = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("shift.close-key"), "approve", s.close).Primary()
	s.paper = look.NewKeyButton(l, "F8", u.words.Say("shift.print-key"), "document", s.print)
	s.keys = []*look.KeyButton{s.end, s.paper,
		look.NewKeyButton(l, "F7", u.words.Say("shift.kept-key"), "queue", u.openKept),
		look.NewKeyButton(l, "F5", u.words.Say("shift.again-key"), "retry", s.ask),
		look.NewKeyButton(l, "Esc", u.words.Say("queue.day-key"), "back", s.leave)}
	for _, k := range s.keys {
		objects = append(objects, k)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		s.size = size
		s.place(cards)
	}}, objects...)
	s.ask()
	return s
}

func (s *shiftScreen) place(cards []fyne.CanvasObject) {
	const gap, head = look.Gap, 84
	w := s.size.Width - 2*gap
	look.At(s.bar.box, 0, 0, s.size.Width, barHeight)
	y := float32(barHeight + gap)
	look.At(s.back.Shape, gap, y, w, head)
	look.At(s.icon.Shape, gap+20, y+22, 40, 40)
	look.At(s.verdict, gap+80, y+8, w-100, 40)
	look.At(s.period, gap+80, y+46, w-100, 30)
	y += head + gap
	keys := float32(look.Touch + 8)
	body := s.size.Height - y - keys - 2*gap
	left := w * 0.46
	look.At(cards[0], gap, y, left, body)
	look.At(cards[1], 2*gap+left, y, w-left-gap, body)
	lines := shiftLines(s.sheet)
	high := (body - 16) / float32(len(lines))
	for i, l := range lines {
		in := float32(0)
		if l.under {
			in = 28
		}
		top := y + 8 + float32(i)*high
		look.At(s.names[i], gap+look.Inset+in, top, left-120-in, high)
		look.At(s.values[i], gap+left-110, top, 110-look.Inset, high)
	}
	look.At(s.notes, 2*gap+left+look.Inset, y+look.Inset, w-left-gap-2*look.Inset, body-2*look.Inset)
	row(s.keys, gap, s.size.Height-keys-gap, w, keys)
}

// shiftLine is one figure; under is part of the one before it.
type shiftLine struct {
	key   string
	n     int
	under bool
}

func shiftLines(s enrol.Sheet) []shiftLine {
	return []shiftLine{{"opened", s.Opened, false}, {"taken-over", s.TakenOver, false}, {"approved", s.Approved, false},
		{"delivered", s.Delivered, true}, {"waiting", s.Waiting, true}, {"refused", s.Refused, true}, {"rejected", s.Rejected, false},
		{"parked", s.Parked, false}, {"cancelled", s.Cancelled, false}, {"handed-over", s.HandedOver, false}}
}

func (s *shiftScreen) object() fyne.CanvasObject { return s.root }
func (s *shiftScreen) focus() fyne.Focusable     { return nil }
func (s *shiftScreen) typedRune(rune)            {}

func (s *shiftScreen) show(v lane.View, now time.Time) { s.bar.show(newBarModel(s.ui.words, v, now)) }

// ask counts anew.
func (s *shiftScreen) ask() {
	u := s.ui
	s.asked++
	asked := s.asked
	u.jobs.run(func(ctx context.Context) func() {
		sheet, err := u.deps.Desk.Shift(ctx)
		return func() {
			if asked != s.asked {
				return
			}
			if err != nil {
				sentence, do := u.words.Failure(err, u.now())
				u.say(look.Bad, sentence+" "+do)
				return
			}
			s.sheet, s.files, s.lacks, s.ready = sheet, nil, false, true
			s.paint()
		}
	})
}

func (s *shiftScreen) paint() {
	u, l, w, now := s.ui, s.ui.look, s.ui.words, s.ui.now()
	tone, icon, verdict := look.OK, "approve", w.Say("sheet.adds")
	switch {
	case s.sheet.Seq > 0:
		verdict = w.Say("shift.closed")
	case !s.sheet.Adds():
		tone, icon, verdict = look.Bad, "warning", w.Say("shift.adds-not", "n", strconv.Itoa(len(s.sheet.Odd)))
	case len(s.sheet.Open) > 0:
		tone, icon, verdict = look.Warn, "clock", w.Say("shift.half-done", "n", strconv.Itoa(len(s.sheet.Open)))
	}
	shade := l.Tones[tone]
	s.back.Set(shade.Soft, shade.Strong, 1.5)
	s.icon.Set(icon, shade.Strong)
	s.verdict.Set(verdict, shade.Strong)
	s.period.Set(w.Say("sheet.period", "from", sheetMoment(w, s.sheet.From, now), "until", sheetMoment(w, s.sheet.Until, now)), l.Text)
	for i, x := range shiftLines(s.sheet) {
		ink := l.Text
		if x.under {
			ink = l.Muted
		}
		s.names[i].Set(w.Say("sheet."+x.key), ink)
		s.values[i].Set(strconv.Itoa(x.n), ink)
	}
	there := s.files
	if s.lacks {
		there = []string{w.Say("shift.unwritten")}
	}
	s.notes.Set(newShiftNotes(w, s.sheet, there), l.Text)
	closed := s.sheet.Seq > 0
	s.end.Set(w.Say("key.enter"), w.Say("shift.close-key"), "approve", s.ready && !closed, s.ready && !closed)
	s.paper.Set("F8", w.Say("shift.print-key"), "document", closed && len(s.files) > 0, closed && len(s.files) > 0)
	u.shown(0)
}

// close asks whether a shift that does not add up shall be closed, then for what is
// half-done, then for the supervisor.
func (s *shiftScreen) close() {
	u := s.ui
	switch {
	case !s.ready || s.sheet.Seq > 0:
	case !s.sheet.Adds():
		u.ask(newSure(u, "odd-close", "warning", s.closeAsItIs))
	default:
		s.closeAsItIs()
	}
}

func (s *shiftScreen) closeAsItIs() {
	u := s.ui
	if len(s.sheet.Open) > 0 {
		u.ask(newSure(u, "handover", "document", func() { u.ask(newSignForm(u, s, "")) }))
		return
	}
	u.ask(newSignForm(u, s, ""))
}

// sign sends the order; the PIN is not kept.
func (s *shiftScreen) sign(id, pin string, refused func(sentence string)) {
	u := s.ui
	order := enrol.ShiftOrder{By: u.view.Staff.ID, Sign: id, PIN: pin, HandOver: len(s.sheet.Open) > 0}
	u.jobs.run(func(ctx context.Context) func() {
		sheet, files, err := u.deps.Desk.CloseShift(ctx, order)
		return func() {
			if err != nil && sheet.Seq == 0 {
				sentence, do := u.words.Failure(err, u.now())
				refused(sentence + " " + do)
				return
			}
			u.shiftClosed(sheet, files, err)
		}
	})
}

// shiftClosed shows and prints the closed shift, on whatever screen stands by now: while
// the PIN was checked the language may have changed, or staff may have gone elsewhere.
func (u *UI) shiftClosed(sheet enrol.Sheet, files []string, err error) {
	if _, asked := u.question.(*signForm); asked {
		u.answer()
	}
	if s, ok := u.screen.(*shiftScreen); ok {
		s.lacks = err != nil
		s.keep(sheet, files)
	} else {
		u.say(look.OK, u.words.Say("shift.closed"))
	}
	if err != nil { // closed, but its sheet could not be written
		u.say(look.Bad, u.unwritten(err))
		return
	}
	u.printSheet(files)
}

// keep shows a closed shift.
func (s *shiftScreen) keep(sheet enrol.Sheet, files []string) {
	s.asked++
	s.sheet, s.files, s.ready = sheet, files, true
	s.paint()
}

// takeUp goes on with the closed shift that a screen before this one showed: the language
// or the colours have changed.
func (s *shiftScreen) takeUp(before screen) {
	if was, ok := before.(*shiftScreen); ok && was.sheet.Seq > 0 {
		s.lacks = was.lacks
		s.keep(was.sheet, was.files)
	}
}

func (s *shiftScreen) leave() { s.ui.open(atFigures) }

func (s *shiftScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		s.close()
	case fyne.KeyF5:
		s.ask()
	case fyne.KeyF7:
		s.ui.openKept()
	case fyne.KeyF8:
		s.print()
	case fyne.KeyEscape:
		s.leave()
	default:
		return false
	}
	return true
}
