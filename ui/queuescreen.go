package ui

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

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
	filters []*look.KeyButton // the first is F7, then one for each of enrol.Filters
	first   *look.KeyButton   // what Enter does
	all     *look.KeyButton
	buttons []*look.KeyButton

	list    queueList
	query   enrol.Query
	loading bool
	failed  bool // the last load
	asked   int  // a later question makes earlier answers void
	backlog enrol.Backlog
	loaded  time.Time
	seen    map[string]bool // failed codes that were in sight among what is to be looked at
}

func newQueueScreen(u *UI) *queueScreen {
	s := &queueScreen{ui: u, words: u.words, look: u.look, query: u.queueQuery, seen: map[string]bool{}}
	s.bar = newStatusBar(u.look, u.words, u.barActions())
	s.bar.where = u.words.Say("action.lane")
	s.table = newQueueTable(u.look, u.words, s.selected, s.more)
	s.detail = newDetailPanel(u.look, u.words)
	s.search = look.NewEntry(u)
	s.search.SetPlaceHolder(u.words.Say("queue.search-label"))
	s.search.SetText(s.query.Text)
	s.search.OnChanged = func(text string) { s.query.Text = text; s.reload() }
	s.count = look.NewText("", look.Small, u.look.Muted).With(func(t *look.Text) {
		t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
	})
	s.first = look.NewKeyButton(u.look, u.words.Say("key.enter"), u.words.Say("action.retry"), "retry", s.actFirst)
	s.all = look.NewKeyButton(u.look, "F5", u.words.Say("action.retry-all"), "send", s.retryAll)
	s.buttons = []*look.KeyButton{s.first, s.all}
	for _, b := range s.ways() {
		s.buttons = append(s.buttons, look.NewKeyButton(u.look, b.key, u.words.Say(b.label), b.icon, b.do))
	}
	s.filters = append(s.filters, look.NewKeyButton(u.look, "F7", u.words.Say("action.filter"), "filter", s.turnFilter).Compact())
	for i := range enrol.Filters {
		s.filters = append(s.filters, look.NewKeyButton(u.look, "", "", "", func() { s.filterBy(i) }).Compact())
	}
	s.build()
	s.reload()
	return s
}

// way is a key of the bottom row that stays the same.
type way struct {
	key, label, icon string
	name             fyne.KeyName
	do               func()
}

// ways lists them; without a desk there is nothing behind most of them.
func (s *queueScreen) ways() []way {
	u := s.ui
	find := way{"F3", "action.search", "search", fyne.KeyF3, func() { u.focus(s.search) }}
	back := way{"Esc", "action.lane", "back", fyne.KeyEscape, s.leave}
	if u.deps.Desk == nil {
		return []way{find, back}
	}
	return []way{
		{"F4", "queue.more-key", "type", fyne.KeyF4, s.askMore},
		{"F6", "queue.story-key", "document", fyne.KeyF6, s.askStory},
		find,
		{"F2", "queue.sync-key", "registry", fyne.KeyF2, func() { u.open(atSync) }},
		{"F8", "queue.day-key", "chart", fyne.KeyF8, func() { u.open(atFigures) }},
		back,
	}
}

func (s *queueScreen) build() {
	l := s.look
	title := look.NewText(s.words.Say("queue.title"), look.Sentence, l.Text).With(func(t *look.Text) { t.Bold, t.Middle = true, true })
	objects := []fyne.CanvasObject{s.bar.box, title, s.search, s.count, s.table.box, s.detail.box}
	for _, b := range append(s.filters, s.buttons...) {
		objects = append(objects, b)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		const gap, chip = look.Gap, 50
		look.At(s.bar.box, 0, 0, size.Width, barHeight)
		y := float32(barHeight + gap)
		look.At(title, gap, y, 160, look.Touch)
		look.At(s.count, 180, y, size.Width-180-380-2*gap, look.Touch)
		look.At(s.search, size.Width-gap-380, y, 380, look.Touch)
		y += look.Touch + 8
		row(s.filters, gap, y, size.Width-2*gap, chip)
		y += chip + 8
		keys := float32(look.Touch + 8)
		body := size.Height - y - keys - 2*gap
		side := max(380, min(560, size.Width*0.33))
		look.At(s.table.box, gap, y, size.Width-side-3*gap, body)
		look.At(s.detail.box, size.Width-side-gap, y, side, body)
		first := max(200, size.Width*0.17) // what Enter does is said in full
		row(s.buttons[:1], gap, size.Height-keys-gap, first, keys)
		row(s.buttons[1:], gap+first+8, size.Height-keys-gap, size.Width-2*gap-first-8, keys)
	}}, objects...)
}

// row lays buttons out side by side, each as wide as the others.
func row(buttons []*look.KeyButton, x, y, wide, high float32) {
	w := (wide - float32(len(buttons)-1)*8) / float32(len(buttons))
	for i, b := range buttons {
		look.At(b, x+float32(i)*(w+8), y, w, high)
	}
}

func (s *queueScreen) object() fyne.CanvasObject { return s.root }
func (s *queueScreen) focus() fyne.Focusable     { return nil }

// typedRune chooses a filter by its number, unless the digit belongs to a scanner.
func (s *queueScreen) typedRune(r rune) {
	i := int(r - '1')
	if i < 0 || i >= len(enrol.Filters) || s.ui.wedge.count != 1 {
		return
	}
	s.ui.whenAlone(func() {
		if s.ui.screen == s && s.ui.question == nil {
			s.filterBy(i)
		}
	})
}

// show follows the lane's snapshot; a backlog that changed means that items did.
func (s *queueScreen) show(v lane.View, now time.Time) {
	s.bar.show(newBarModel(s.words, v, now))
	changed := v.Backlog != s.backlog
	s.backlog = v.Backlog
	if (changed || now.Sub(s.loaded).Abs() > 5*time.Second) && !s.loading && s.list.atNewest && len(s.list.items) <= pageSize {
		s.load(pageNewest)
	}
	s.status(now)
}

func (s *queueScreen) status(now time.Time) {
	sync := s.words.Say("queue.never")
	if !s.backlog.LastSync.IsZero() {
		sync = s.words.Say("queue.last-sync", "span", s.words.Span(now.Sub(s.backlog.LastSync)))
	}
	codes := ""
	if s.backlog.Codes > 0 {
		codes = "   ·   " + s.words.Say("queue.codes") + " " + strconv.Itoa(s.backlog.Codes)
	}
	s.count.Set(s.words.Say("queue.pending")+" "+strconv.Itoa(s.backlog.Pending)+"   ·   "+
		s.words.Say("queue.held")+" "+strconv.Itoa(s.backlog.Held)+"   ·   "+
		s.words.Say("queue.refused")+" "+strconv.Itoa(s.backlog.Refused)+codes+"   ·   "+sync, s.look.Muted)
	for i, f := range enrol.Filters {
		s.filters[i+1].Set(strconv.Itoa(i+1), s.words.Filter(f), "", true, f == s.filter())
	}
	it, ok := s.current()
	do := obvious(it, s.ui.view.Staff)
	if s.ui.deps.Desk == nil && do != doSend {
		do = ""
	}
	label, icon := s.words.Say("action.retry"), "retry"
	if do != "" {
		label, icon = s.words.Say("queue.enter-"+string(do)), actionIcon(do)
	}
	s.first.Set(s.words.Say("key.enter"), label, icon, ok && do != "", ok && do != "")
	s.all.Set("F5", s.words.Say("action.retry-all"), "send", s.backlog.Pending+s.backlog.Held > 0, false)
	for i, w := range s.ways() {
		if w.name == fyne.KeyF6 { // the story of no case
			s.buttons[2+i].Set(w.key, s.words.Say(w.label), w.icon, ok, false)
		}
	}
}

func (s *queueScreen) current() (enrol.Item, bool) {
	if i := s.table.at; i >= 0 && i < len(s.list.items) {
		return s.list.items[i], true
	}
	return enrol.Item{}, false
}

func (s *queueScreen) selected(int) {
	now := s.ui.now()
	if it, ok := s.current(); ok {
		s.detail.show(newDetail(s.words, it, now))
	} else {
		s.detail.blank(len(s.list.items) > 0)
	}
	s.status(now)
}

// reload begins at the newest item again.
func (s *queueScreen) reload() {
	s.ui.queueQuery = s.query
	s.list = queueList{}
	s.table.at, s.table.top = 0, 0
	s.load(pageNewest)
}

// more asks for the next page at one end; the table calls it near there.
func (s *queueScreen) more(p page) {
	if s.loading || len(s.list.items) == 0 || p == pageOlder && s.list.atOldest || p == pageNewer && s.list.atNewest {
		return
	}
	s.load(p)
}

func (s *queueScreen) load(p page) {
	s.loading = true
	s.asked++
	asked, q := s.asked, s.list.query(s.query, p)
	q.Filter, q.Operator, q.Now = s.filter(), s.ui.view.Staff.ID, s.ui.now()
	s.ui.jobs.run(func(ctx context.Context) func() {
		items, err := s.ui.deps.Queue.Items(ctx, q)
		return func() {
			if asked == s.asked {
				s.arrived(p, items, err)
			}
		}
	})
	s.refreshTable()
}

func (s *queueScreen) arrived(p page, items []enrol.Item, err error) {
	s.loading, s.loaded, s.failed = false, s.ui.now(), err != nil
	if err != nil {
		sentence, do := s.words.Failure(err, s.loaded)
		s.ui.say(look.Bad, sentence+" "+do)
		s.refreshTable()
		return
	}
	chosen, _ := s.current()
	moved := s.list.take(p, items)
	s.table.at, s.table.top = s.table.at+moved, s.table.top+moved
	if at := s.list.find(chosen.ID); p == pageNewest && at >= 0 { // newer ones push down what was chosen
		s.table.at = at
	}
	if p == pageOldest {
		s.table.at = len(items) - 1
		s.table.top = len(items)
	}
	s.table.at = max(0, min(s.table.at, len(s.list.items)-1))
	s.refreshTable()
	s.selected(s.table.at)
	if s.ui.screen == s {
		s.ui.shown(len(s.list.items))
	}
}

// refreshTable has the rows that are in the window made anew.
func (s *queueScreen) refreshTable() {
	now := s.ui.now()
	key, pairs := s.empty()
	s.table.show(len(s.list.items), func(i int) rowModel { return s.row(s.list.items[i], now) }, key, pairs...)
}

// row is made of what comes into sight.
func (s *queueScreen) row(it enrol.Item, now time.Time) rowModel {
	if s.filter() == enrol.FilterAttention && (it.Account == enrol.AccountBounced || it.Account == enrol.AccountExpired) {
		s.seen[it.ID] = true
	}
	return newRow(s.words, it, now)
}

// noteLooked keeps which failed codes were in sight, when staff turn away from them: until then they stay in
// the list. Where it can't be kept they are counted again.
func (s *queueScreen) noteLooked() {
	if len(s.seen) == 0 {
		return
	}
	ids := slices.Sorted(maps.Keys(s.seen))
	clear(s.seen)
	s.ui.jobs.run(func(ctx context.Context) func() {
		if err := s.ui.deps.Queue.Looked(ctx, ids...); err != nil {
			s.ui.deps.Log.Warn("note what was looked at", "code", string(enrol.CodeOf(err)))
		}
		return nil
	})
}

// empty says why there is no row: a sentence's key with what stands in it.
func (s *queueScreen) empty() (key string, pairs []string) {
	text := enrol.ParseSearch(s.query.Text)
	switch {
	case s.loading:
		return "queue.loading", nil
	case s.failed:
		return "queue.empty-failed", nil
	case text.Last != "":
		return "queue.empty-last", []string{"digits", text.Last}
	case text.Lacks > 0:
		return "queue.empty-short", []string{"n", strconv.Itoa(text.Lacks)}
	case text.Lacks < 0:
		return "queue.empty-long", []string{"n", strconv.Itoa(-text.Lacks)}
	case s.searches():
		return "queue.empty-search", nil
	case s.query.Filter == enrol.FilterAll:
		return "queue.empty-all", nil
	}
	return "queue.empty-" + string(s.query.Filter), nil
}

// searches tells whether there is a text to be found.
func (s *queueScreen) searches() bool { return strings.TrimSpace(s.query.Text) != "" }

// filter is the one that rules. Who looks for a resident means all cases, also those that are finished:
// the filter that was chosen rules again without a text.
func (s *queueScreen) filter() enrol.Filter {
	if s.searches() {
		return enrol.FilterAll
	}
	return s.query.Filter
}

// filterBy shows a filter, and ends a search.
func (s *queueScreen) filterBy(i int) {
	s.noteLooked()
	s.query.Filter = enrol.Filters[i]
	if s.search.Text != "" {
		s.search.SetText("") // which loads
		s.ui.focus(nil)
		return
	}
	s.reload()
}

func (s *queueScreen) turnFilter() {
	s.filterBy((slices.Index(enrol.Filters, s.filter()) + 1) % len(enrol.Filters))
}

// actFirst does the obvious thing with the item that is chosen.
func (s *queueScreen) actFirst() {
	it, ok := s.current()
	if do := obvious(it, s.ui.view.Staff); ok && (do == doSend || do != "" && s.ui.deps.Desk != nil) {
		s.act(do, it)
	}
}

func (s *queueScreen) askMore() {
	it, _ := s.current()
	s.ui.ask(newItemActions(s, it))
}

func (s *queueScreen) retryAll() { s.send() }

func (s *queueScreen) send(ids ...string) {
	actor := s.ui.view.Staff.ID
	s.ui.jobs.run(func(ctx context.Context) func() {
		err := s.ui.deps.Queue.Retry(ctx, actor, ids...)
		return func() {
			if err != nil {
				sentence, do := s.words.Failure(err, s.ui.now())
				s.ui.say(look.Bad, sentence+" "+do)
				return
			}
			s.ui.say(look.OK, s.words.Say("queue.retried"))
			s.load(pageNewest)
		}
	})
}

func (s *queueScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyHome:
		s.jump(s.list.atNewest, k, pageNewest)
	case fyne.KeyEnd:
		s.jump(s.list.atOldest, k, pageOldest)
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		s.table.move(k)
	case fyne.KeyReturn:
		s.actFirst()
	case fyne.KeyF5:
		s.retryAll()
	case fyne.KeyF7:
		s.turnFilter()
	default:
		for _, w := range s.ways() {
			if w.name == k {
				w.do()
				return true
			}
		}
		return false
	}
	return true
}

// jump goes to one end of all items: with the table where that end is kept, otherwise
// by asking for it.
func (s *queueScreen) jump(kept bool, k fyne.KeyName, p page) {
	if kept {
		s.table.move(k)
		return
	}
	if p == pageNewest {
		s.reload()
		return
	}
	s.load(p)
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
