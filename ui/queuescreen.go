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
	"github.com/gerai-ikd/gerai/ui/words"
)

// pageSize is how many items are asked for at a time: a few screens full.
const pageSize = 60

// queueScreen shows what was decided and where it is. Rows are loaded page by page,
// so that it opens as quickly with a million of them.
type queueScreen struct {
	ui      *UI
	words   *words.Words
	look    *look.Look
	root    *fyne.Container
	bar     *statusBar
	table   *queueTable
	detail  *detailPanel
	search  *look.Entry
	count   *look.Text
	filter  *look.KeyButton
	retry   *look.KeyButton
	all     *look.KeyButton
	buttons []*look.KeyButton

	items   []enrol.Item
	query   enrol.Query
	end     bool // nothing older is left
	loading bool
	asked   int // a later question makes earlier answers void
	backlog enrol.Backlog
	loaded  time.Time
}

func newQueueScreen(u *UI) *queueScreen {
	s := &queueScreen{ui: u, words: u.words, look: u.look, query: u.queueQuery}
	s.bar = newStatusBar(u.look, u.words, u.barActions())
	s.bar.where = u.words.Say("action.lane")
	s.table = newQueueTable(u.look, u.words, s.selected, s.more)
	s.detail = newDetailPanel(u.look, u.words)
	s.search = look.NewEntry(u)
	s.search.SetPlaceHolder(u.words.Say("queue.search-label"))
	s.search.SetText(s.query.Text)
	s.search.OnChanged = func(text string) { s.query.Text = text; s.reload() }
	s.count = look.NewText("", look.Small, u.look.Muted).With(func(t *look.Text) { t.Middle = true })
	s.filter = look.NewKeyButton(u.look, "F7", "", "filter", s.turnFilter)
	s.retry = look.NewKeyButton(u.look, u.words.Say("key.enter"), u.words.Say("action.retry"), "retry", s.retryOne)
	s.all = look.NewKeyButton(u.look, "F5", u.words.Say("action.retry-all"), "send", s.retryAll)
	find := look.NewKeyButton(u.look, "F3", u.words.Say("action.search"), "search", func() { u.focus(s.search) })
	back := look.NewKeyButton(u.look, "Esc", u.words.Say("action.lane"), "back", u.toLane)
	s.buttons = []*look.KeyButton{s.retry, s.all, s.filter, find, back}
	s.build()
	s.reload()
	return s
}

func (s *queueScreen) build() {
	l := s.look
	title := look.NewText(s.words.Say("queue.title"), look.Sentence, l.Text).With(func(t *look.Text) { t.Bold, t.Middle = true, true })
	objects := []fyne.CanvasObject{s.bar.box, title, s.search, s.count, s.table.box, s.detail.box}
	for _, b := range s.buttons {
		objects = append(objects, b)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		const gap = look.Gap
		look.At(s.bar.box, 0, 0, size.Width, barHeight)
		y := float32(barHeight + gap)
		look.At(title, gap, y, 200, look.Touch)
		look.At(s.count, 220, y, size.Width-220-380-2*gap, look.Touch)
		look.At(s.search, size.Width-gap-380, y, 380, look.Touch)
		y += look.Touch + gap
		keys := float32(look.Touch + 8)
		body := size.Height - y - keys - 2*gap
		side := max(380, min(560, size.Width*0.33))
		look.At(s.table.box, gap, y, size.Width-side-3*gap, body)
		look.At(s.detail.box, size.Width-side-gap, y, side, body)
		w := (size.Width - 2*gap - 4*8) / 5
		for i, b := range s.buttons {
			look.At(b, gap+float32(i)*(w+8), size.Height-keys-gap, w, keys)
		}
	}}, objects...)
}

func (s *queueScreen) object() fyne.CanvasObject { return s.root }
func (s *queueScreen) focus() fyne.Focusable     { return nil }
func (s *queueScreen) typedRune(rune)            {}

// show follows the lane's snapshot; a backlog that changed means that items did.
func (s *queueScreen) show(v lane.View, now time.Time) {
	s.bar.show(newBarModel(s.words, v, now))
	changed := v.Backlog != s.backlog
	s.backlog = v.Backlog
	if (changed || now.Sub(s.loaded) > 5*time.Second) && !s.loading && len(s.items) <= pageSize {
		s.load("")
	}
	s.status(now)
}

func (s *queueScreen) status(now time.Time) {
	sync := s.words.Say("queue.never")
	if !s.backlog.LastSync.IsZero() {
		sync = s.words.Say("queue.last-sync", "span", s.words.Span(now.Sub(s.backlog.LastSync)))
	}
	s.count.Set(s.words.Say("queue.pending")+" "+strconv.Itoa(s.backlog.Pending)+"   ·   "+
		s.words.Say("queue.held")+" "+strconv.Itoa(s.backlog.Held)+"   ·   "+
		s.words.Say("queue.refused")+" "+strconv.Itoa(s.backlog.Refused)+"   ·   "+sync, s.look.Muted)
	key := "queue.filter-all"
	if s.query.Filter == enrol.FilterPending {
		key = "queue.filter-pending"
	}
	s.filter.Set("F7", s.words.Say("action.filter")+": "+s.words.Say(key), "filter", true, false)
	it, ok := s.current()
	s.retry.Set(s.words.Say("key.enter"), s.words.Say("action.retry"), "retry", ok && retryable(it), ok && retryable(it))
	s.all.Set("F5", s.words.Say("action.retry-all"), "send", s.backlog.Pending+s.backlog.Held > 0, false)
}

func (s *queueScreen) current() (enrol.Item, bool) {
	if i := s.table.at; i >= 0 && i < len(s.items) {
		return s.items[i], true
	}
	return enrol.Item{}, false
}

func (s *queueScreen) selected(int) {
	now := s.ui.now()
	if it, ok := s.current(); ok {
		s.detail.show(newDetail(s.words, it, now))
	} else {
		s.detail.blank()
	}
	s.status(now)
}

// reload begins at the newest item again.
func (s *queueScreen) reload() {
	s.ui.queueQuery = s.query
	s.items, s.end = nil, false
	s.table.at, s.table.top = 0, 0
	s.load("")
}

// more asks for the next page; the table calls it near its end.
func (s *queueScreen) more() {
	if !s.end && !s.loading && len(s.items) > 0 {
		s.load(s.items[len(s.items)-1].ID)
	}
}

func (s *queueScreen) load(before string) {
	s.loading = true
	s.asked++
	asked, q := s.asked, s.query
	q.Before, q.Limit = before, pageSize
	s.ui.jobs.run(func(ctx context.Context) func() {
		items, err := s.ui.deps.Queue.Items(ctx, q)
		return func() {
			if asked == s.asked {
				s.arrived(before, items, err)
			}
		}
	})
	s.table.show(s.rows(), s.emptyKey())
}

func (s *queueScreen) arrived(before string, items []enrol.Item, err error) {
	s.loading, s.loaded = false, s.ui.now()
	if err != nil {
		sentence, do := s.words.Failure(err, s.loaded)
		s.ui.say(look.Bad, sentence+" "+do)
		return
	}
	s.end = len(items) < pageSize
	if before == "" {
		s.items = items
	} else {
		s.items = append(s.items, items...)
	}
	s.table.at = max(0, min(s.table.at, len(s.items)-1))
	s.table.show(s.rows(), s.emptyKey())
	s.selected(s.table.at)
	if s.ui.screen == s {
		s.ui.shown(len(s.items))
	}
}

// rows are made for what is loaded; the table shows a window of them.
func (s *queueScreen) rows() []rowModel {
	now := s.ui.now()
	out := make([]rowModel, len(s.items))
	for i, it := range s.items {
		out[i] = newRow(s.words, it, now)
	}
	return out
}

func (s *queueScreen) emptyKey() string {
	switch {
	case s.loading && s.loaded.IsZero():
		return "queue.loading"
	case s.query.Text != "":
		return "queue.empty-search"
	case s.query.Filter == enrol.FilterPending:
		return "queue.empty-pending"
	}
	return "queue.empty-all"
}

func (s *queueScreen) turnFilter() {
	if s.query.Filter == enrol.FilterPending {
		s.query.Filter = enrol.FilterAll
	} else {
		s.query.Filter = enrol.FilterPending
	}
	s.reload()
}

func (s *queueScreen) retryOne() {
	if it, ok := s.current(); ok && retryable(it) {
		s.send(it.ID)
	}
}

func (s *queueScreen) retryAll() { s.send() }

func (s *queueScreen) send(ids ...string) {
	s.ui.jobs.run(func(ctx context.Context) func() {
		err := s.ui.deps.Queue.Retry(ctx, ids...)
		return func() {
			if err != nil {
				sentence, do := s.words.Failure(err, s.ui.now())
				s.ui.say(look.Bad, sentence+" "+do)
				return
			}
			s.ui.say(look.OK, s.words.Say("queue.retried"))
			s.load("")
		}
	})
}

func (s *queueScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd:
		s.table.move(k)
	case fyne.KeyReturn:
		s.retryOne()
	case fyne.KeyF5:
		s.retryAll()
	case fyne.KeyF7:
		s.turnFilter()
	case fyne.KeyF3:
		s.ui.focus(s.search)
	case fyne.KeyEscape:
		s.leave()
	default:
		return false
	}
	return true
}

// leave clears the search first, then goes back to the lane.
func (s *queueScreen) leave() {
	if s.search.Text != "" {
		s.search.SetText("")
		s.ui.focus(nil)
		return
	}
	s.ui.toLane()
}
