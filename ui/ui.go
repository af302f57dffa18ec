package ui

import (
	"fmt"
	"image"
	"log/slog"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/preview"
	"github.com/gerai-ikd/gerai/ui/words"
)

// screen fills the operator's window.
type screen interface {
	object() fyne.CanvasObject
	show(v lane.View, now time.Time)
	focus() fyne.Focusable // what has the keyboard at first; nil: nothing
	typed(k fyne.KeyName) bool
	typedRune(r rune)
}

// UI is the operator's window and the resident's. All of it but Run's workers lives
// on the toolkit's main goroutine.
type UI struct {
	deps     Deps
	words    *words.Words
	look     *look.Look
	window   fyne.Window
	root     *fyne.Container
	floor    *fyne.Container // is as large as the smallest screen, and shows nothing: a question alone would let the window shrink
	screen   screen
	question question
	tour     *tour    // nil: no training
	gate     question // the lock, over everything
	awake    *stayAwake
	warmup   *look.Warmup
	isWarm   atomic.Bool
	unfolding
	checking  int // PINs that are being checked
	pad       *pad
	ahead     time.Duration // of this PC's clock is the lane's, which the registry puts right
	active    time.Time     // when the lane last heard of somebody
	touchedAt time.Time     // when somebody last touched anything; zero: not yet
	dressed   struct {
		look  *look.Look
		words *words.Words
	}
	covered  covered
	note     *note
	resident *residentWindow
	aside    *residentWindow // made, but there is no second screen any more
	preview  *preview.Preview
	mirror   *preview.Preview // the resident's
	view     lane.View
	bridge   bridge
	workers
	end      func() // the program's
	prefs    Prefs
	over     atomic.Bool // the windows are gone
	commands chan lane.Command

	watchMirror func()          // makes the mirror live; nil when it is, or can't be
	pages       link            // of the resident's idle window
	spread      image.Rectangle // the second screen, which the resident's window fills; empty: there is none
	turned      bool            // the corner is shown

	where      place
	queueQuery enrol.Query
	roster     rosterState
	held       map[fyne.KeyName]bool // pressed and not let go yet
	folder     string                // where the last picture was chosen
	wedge      wedge
	before     spoiled
	runes      int              // typed so far, outside of fields
	lastField  map[question]int // which field of an open question had the keyboard
	stopScan   func()           // ends a scanner's test; nil: none is under way
	installing *modelInstall    // nil: no face models are being installed
}

// place is which screen is open.
type place uint8

const (
	atLogin place = iota
	atLane
	atQueue
	atCamera
	atSync
	atFigures
	atShift
	atRoster
)

// New makes the windows; nothing is shown before Run. The error is that of a language
// that does not exist.
func New(d Deps) (*UI, error) {
	if d.Language == "" {
		d.Language = assets.Languages[0]
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	w, err := words.Load(d.Language)
	if err != nil {
		return nil, fmt.Errorf("make windows: %w", err)
	}
	u := &UI{deps: d, words: w, look: look.Styled(d.style()), prefs: d.Prefs, preview: preview.New(false, 1), mirror: preview.New(true, 2),
		commands: make(chan lane.Command, 64), held: map[fyne.KeyName]bool{}, lastField: map[question]int{}}
	u.workers = newWorkers(u.onMain)
	u.forget()
	d.App.SetIcon(fyne.NewStaticResource("app.png", assets.AppIcon()))
	u.window = d.App.NewWindow(w.Say("app.name"))
	u.window.SetPadded(false)
	u.window.SetMaster()
	u.root, u.warmup = container.NewStack(), look.NewWarmup()
	u.floor = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(fyne.Size) {}})
	u.unfolding.wake, u.unfolding.paint = make(chan struct{}, 1), paintAgain
	u.window.SetContent(u.root)
	u.window.Resize(fyne.NewSize(1280, 720))
	u.window.SetFullScreen(d.Full)
	u.end = func() { d.App.Driver().Quit() }
	u.listen()
	if d.Training != nil {
		u.tour = newTour(u)
	}
	if d.Kiosk {
		u.window.SetCloseIntercept(u.askToEnd)
	}
	if d.Resident {
		u.resident = newResidentWindow(u)
	}
	u.turned = d.Corner && u.resident == nil
	u.rebuild()
	return u, nil
}

// Window is the operator's window, for tests and pictures.
func (u *UI) Window() fyne.Window { return u.window }

// ResidentWindow is the resident's; nil where there is none.
func (u *UI) ResidentWindow() fyne.Window {
	if u.resident == nil {
		return nil
	}
	return u.resident.window
}

// PreviewStats are the figures of the operator's live picture.
func (u *UI) PreviewStats() preview.Stats { return u.preview.Stats() }

// Warm tells whether everything that the screens are drawn with was drawn once.
func (u *UI) Warm() bool { return u.isWarm.Load() }

// ResetPreviewStats begins a new measurement of the live picture.
func (u *UI) ResetPreviewStats() { u.preview.Reset() }

func (u *UI) now() time.Time { return u.deps.Now() }

// do sends a command to the lane, in order, without waiting for it. What is about the case on
// the screen names it: a key that comes late never hits the next resident.
func (u *UI) do(c lane.Command) {
	if c.Case == "" && u.view.Case != nil && c.Action.OfCase() {
		c.Case = u.view.Case.ID
	}
	select {
	case u.commands <- c:
	default:
		u.deps.Log.Error("lane does not take commands", "action", string(c.Action))
	}
}

// rebuild makes the screen anew: another screen, language or palette.
func (u *UI) rebuild() {
	u.noteField()
	u.dress()
	u.note, u.awake = newNote(u.look), newStayAwake(u)
	u.pad = newPad(u)
	switch u.where {
	case atLogin:
		door := newLoginScreen(u)
		door.takeUp(u.screen)
		u.screen = door
	case atQueue:
		u.screen = newQueueScreen(u)
	case atSync:
		u.screen = newSyncScreen(u)
	case atFigures:
		u.screen = newFiguresScreen(u)
	case atShift:
		shift := newShiftScreen(u)
		shift.takeUp(u.screen)
		u.screen = shift
	case atRoster:
		u.screen = newRosterScreen(u)
	case atCamera:
		u.screen = newCameraScreen(u)
	default:
		u.screen = newLaneScreen(u)
	}
	if u.tour != nil {
		u.tour.rebuild()
	}
	if u.question != nil {
		u.question = u.redrawn(u.question)
	}
	if u.gate != nil {
		u.gate = u.redrawn(u.gate)
	}
	u.stack()
	u.refresh()
	if !u.isCovered() {
		u.fold()
	}
}

// dress gives toolkit and windows another look or language. A change of screens alone
// must not: the toolkit forgets every glyph that it has measured, and drew, with a theme,
// and reads its fonts anew. It keeps dozens of the old ones, some 10 MB for each change, so
// another language alone brings no theme.
func (u *UI) dress() {
	if u.dressed.look == u.look && u.dressed.words == u.words {
		return
	}
	if u.dressed.look != u.look {
		u.deps.App.Settings().SetTheme(look.NewTheme(u.look))
	}
	u.dressed.look, u.dressed.words = u.look, u.words
	setToolkitLanguage(u.words.Language)
	u.window.SetTitle(u.words.Say("app.name"))
	if u.resident != nil {
		u.resident.rebuild()
	}
}

// refresh shows the newest snapshot and lets what is overdue go.
func (u *UI) refresh() {
	now := u.now()
	u.watchScanTest()
	if r, ok := u.question.(*reveal); ok && (isOver(now, r.till, revealFor) || u.view.Case == nil) {
		u.answer()
	}
	if q, ok := u.question.(*checklist); ok {
		q.follow()
	}
	u.note.expire(now)
	u.awake.show(u, u.view.Lock.Left)
	u.pad.follow()
	if q, ok := u.gate.(*pinForm); ok {
		q.watch(now)
	}
	if q, ok := u.question.(*enrolForm); ok {
		q.watch(now)
	}
	u.screen.show(u.view, now)
	u.watchRoster(now)
	if u.resident != nil {
		u.resident.show(u.view, u.read())
	}
	u.restPictures()
}

// read is what is being read back to the resident: nothing, unless staff ask for it now.
func (u *UI) read() contact {
	if _, ok := u.question.(*reveal); !ok {
		return contact{}
	}
	return contactOf(u.view)
}

// arrived takes a snapshot: it may open or close the lane.
func (u *UI) arrived(v lane.View) {
	before := u.view
	u.view = v
	u.ahead = 0
	if !v.Now.IsZero() {
		u.ahead = v.Now.Sub(u.now())
	}
	u.sound(before, v)
	if u.tour != nil {
		u.tour.seen(before, v)
	}
	u.sayPaper(before.Paper, v.Paper)
	if v.TakenOver && (before.Case == nil || before.Case.ID != v.Case.ID) {
		u.say(look.Info, u.words.Say("lane.taken-over"))
	}
	isOpen := v.Phase != lane.PhaseClosed
	u.locked(v.Lock.On)
	switch {
	case isOpen && u.where == atLogin:
		u.open(atLane)
	case !isOpen && u.where != atLogin:
		u.question = nil
		u.open(atLogin)
	case isOpen && handedOver(before, v):
		u.question = nil
		u.forget()
		u.open(atLane)
	case v.Case != nil && u.where == atCamera: // somebody showed a QR
		u.question = nil
		u.toLane()
	default:
		if u.question != nil && caseOver(before, v) {
			u.answer()
		}
		u.refresh()
	}
	if u.deps.Drawn != nil && before.Phase != v.Phase {
		u.deps.Drawn(v.Phase)
	}
}

// handedOver tells whether somebody else took the lane at the lock: what the one before looked
// for, typed or was asked is none of her business.
func handedOver(before, now lane.View) bool {
	return before.Staff.ID != "" && before.Staff.ID != now.Staff.ID
}

// caseOver tells whether a question about a case has lost it.
func caseOver(before, now lane.View) bool {
	return before.Case != nil && (now.Case == nil || now.Case.ID != before.Case.ID)
}

func (u *UI) open(p place) {
	u.leaveCameras(p)
	if s, ok := u.screen.(*queueScreen); ok {
		s.noteLooked()
	}
	if p == atLogin {
		u.forget()
	}
	u.where = p
	u.rebuild()
	if p != atQueue { // which says so itself, once it has its rows
		u.shown(0)
	}
}

// forget lets go of what the one who leaves looked for: a search is often a whole NIK, and
// the next one's business begins with none.
func (u *UI) forget() {
	u.queueQuery = enrol.Query{Filter: enrol.FilterPending}
	u.roster.query, u.roster.chosen = rosterQuery{}, ""
}

// shown tells which screen is open.
func (u *UI) shown(rows int) {
	if u.deps.Shown != nil {
		u.deps.Shown([...]string{atLogin: "login", atLane: "lane", atQueue: "queue", atCamera: "cameras",
			atSync: "sync", atFigures: "figures", atShift: "shift", atRoster: "roster"}[u.where], rows)
	}
}

func (u *UI) toLane() { u.open(atLane) }

// ask lays a question over the screen; answer takes it away.
func (u *UI) ask(q question) {
	u.question = q
	u.stack()
	u.refresh()
}

func (u *UI) answer() {
	if u.question == nil {
		return
	}
	u.question = nil
	u.stack()
	u.refresh()
}

// focus gives the keyboard to a field, or with nil to the window itself.
func (u *UI) focus(f fyne.Focusable) {
	u.unfoldAll() // what is not on the screen gets no keys
	if f == nil {
		u.window.Canvas().Unfocus()
		return
	}
	u.window.Canvas().Focus(f)
}

// say shows a line over the screen for a few seconds.
func (u *UI) say(tone look.Tone, text string) {
	u.note.say(tone, text, u.now())
}

func (u *UI) barActions() barActions {
	return barActions{queue: u.toggleQueue, language: u.switchLanguage, settings: u.openSettings, lock: u.lock}
}

func (u *UI) toggleQueue() {
	switch {
	case u.where == atQueue, u.where == atSync, u.where == atFigures, u.where == atShift, u.where == atRoster:
		u.toLane()
	case u.where != atLogin && u.deps.Queue != nil:
		u.question = nil
		u.aimQueue()
		u.open(atQueue)
	}
}

// aimQueue has the queue open on what its key says. Where nothing is to be looked at any more, it
// opens as it was left.
func (u *UI) aimQueue() {
	switch {
	case u.view.Backlog.Attention() > 0:
		u.queueQuery = enrol.Query{Filter: enrol.FilterAttention}
	case u.queueQuery.Filter == enrol.FilterAttention:
		u.queueQuery.Filter = enrol.FilterPending
	}
}

// lock logs out, after a question where a case is open.
func (u *UI) lock() {
	if u.where == atLogin {
		return
	}
	out := func() { u.do(lane.Command{Action: lane.ActionLogOut}) }
	if u.view.Case == nil {
		out()
		return
	}
	u.ask(newSure(u, "logout", "lock", out))
}
