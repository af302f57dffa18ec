package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// laneScreen is the counter's one screen: picture, resident, one sentence, keys.
type laneScreen struct {
	ui      *UI
	words   *words.Words
	look    *look.Look
	root    *fyne.Container
	bar     *statusBar
	picture *picture
	panel   *casePanel
	strip   *strip
	consent *consentSheet   // in the picture's place, where there is no window for the resident
	read    *readBack       // e-mail and number, in the picture's place, while they are read back
	corner  *corner         // nil: not shown
	turn    *look.KeyButton // shows it; nil where the resident has a window
	next    *nextBadge
	buttons [slotCount]*look.KeyButton
	other   *look.KeyButton // of the two cameras
	cameras *look.KeyButton // the page
	outage  *banner
	roster  *look.KeyButton // the list of today's outreach; hidden where there is none
	model   laneModel
	f5      fifth
}

func newLaneScreen(u *UI) *laneScreen {
	s := &laneScreen{ui: u, words: u.words, look: u.look}
	s.bar = newStatusBar(u.look, u.words, u.barActions())
	s.picture = newPicture(u.look, u.preview, false)
	s.panel = newCasePanel(u.look, u.words)
	s.panel.offers = u.resident == nil
	s.strip = newStrip(u.look, u.words)
	s.outage = newBanner(u.look)
	s.other = look.NewKeyButton(u.look, "Home", u.words.Say("camera.other"), "camera", u.switchCamera).Compact()
	s.cameras = look.NewKeyButton(u.look, "End", u.words.Say("camera.page"), "", u.openCameras).Compact()
	s.other.Hidden, s.cameras.Hidden = u.deps.SwitchCamera == nil, u.deps.Cameras == nil
	objects := []fyne.CanvasObject{s.bar.box, s.outage.box, s.picture.box, s.panel.box, s.strip.box, s.other, s.cameras}
	s.next = newNextBadge(u.look)
	s.consent = newConsentSheet(u.look, u.words, look.Title)
	s.read = newReadBack(u.look, u.words)
	objects = append(objects, s.consent.box, s.read.box)
	if u.resident == nil {
		s.turn = cornerButton(u.look, u.words, u.turn)
		if u.turned {
			s.corner = newCorner(u, u.mirror)
			objects = append(objects, s.corner.box)
		}
		objects = append(objects, s.turn)
	}
	s.roster = rosterButton(u)
	objects = append(objects, s.next.box, s.roster)
	for i := range s.buttons {
		s.buttons[i] = look.NewKeyButton(u.look, "", "", "", func() { s.press(i) })
		objects = append(objects, s.buttons[i])
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: s.place}, objects...)
	return s
}

// place lays the screen out: the picture keeps 16:9 and takes what the panel leaves.
func (s *laneScreen) place(size fyne.Size) {
	const gap = look.Gap
	look.At(s.bar.box, 0, 0, size.Width, barHeight)
	keys, stripHigh := float32(look.Touch+8), stripHeight(s.look, size)
	top := float32(barHeight+gap) + s.outage.takes()
	look.At(s.outage.box, gap, barHeight+8, size.Width-2*gap, bannerHigh-8)
	bodyHigh := size.Height - top - keys - stripHigh - 3*gap
	panel := max(420, min(620, size.Width*0.34))
	pictureWide := min(size.Width-panel-3*gap, bodyHigh*16/9)
	panel = size.Width - pictureWide - 3*gap
	pane := fyne.NewSize(pictureWide, bodyHigh)
	if s.corner != nil {
		wide := s.corner.width(pictureWide)
		look.At(s.corner.box, gap+pictureWide-wide, top, wide, bodyHigh)
		pictureWide -= wide + gap
	}
	look.At(s.picture.box, gap, top, pictureWide, bodyHigh)
	look.At(s.other, gap+8, top+8, s.other.Wanted(), look.Touch)
	look.At(s.cameras, gap+pictureWide-8-s.cameras.Wanted(), top+8, s.cameras.Wanted(), look.Touch)
	look.At(s.panel.box, 2*gap+pane.Width, top, panel, bodyHigh)
	wide := s.roster.Wanted()
	left := float32(gap + 8)
	if s.turn != nil {
		left += s.turn.Wanted() + 8
	}
	look.At(s.roster, left, top+bodyHigh-8-look.Touch, wide, look.Touch)
	s.placeOver(top, pane, pictureWide)
	y := top + bodyHigh + gap
	look.At(s.strip.box, gap, y, size.Width-2*gap, stripHigh)
	y += stripHigh + gap
	first := max(220, size.Width*0.2)
	other := (size.Width - 2*gap - first - 6*8) / 6
	x := float32(gap)
	for i, b := range s.buttons {
		w := other
		if i == 0 {
			w = first
		}
		look.At(b, x, y, w, keys)
		x += w + 8
	}
}

// placeOver lays what stands over the picture, or in its place and the corner's: what is agreed to or read back, the
// corner's button, and the one who waits.
func (s *laneScreen) placeOver(top float32, pane fyne.Size, pictureWide float32) {
	const gap = look.Gap
	look.At(s.consent.box, gap, top, pane.Width, pane.Height)
	look.At(s.read.box, gap, top, pane.Width, pane.Height)
	if s.turn != nil {
		look.At(s.turn, gap+8, top+pane.Height-8-look.Touch, s.turn.Wanted(), look.Touch)
	}
	s.placeNext(top, pane, pictureWide)
}

// placeNext puts the one who waits where nothing is covered: at the foot of the panel while that has no faces, else in
// the corner of the live picture, where no guide is, in the place of the camera page's key.
func (s *laneScreen) placeNext(top float32, pane fyne.Size, pictureWide float32) {
	const gap = look.Gap
	if s.panel.foot > 0 {
		at, size := s.panel.box.Position(), s.panel.box.Size()
		look.At(s.next.box, at.X+8, at.Y+size.Height-nextHigh-8, size.Width-16, nextHigh)
		return
	}
	side := (pictureWide-ovalShare*pane.Height)/2 - 16
	wide := min(s.next.width(), max(side, 220))
	look.At(s.next.box, gap+pictureWide-8-wide, top+8, wide, nextHigh)
}

func (s *laneScreen) object() fyne.CanvasObject { return s.root }
func (s *laneScreen) focus() fyne.Focusable     { return nil }

func (s *laneScreen) show(v lane.View, now time.Time) {
	m := newLaneModel(s.words, v, now.Add(s.ui.ahead))
	s.model = m
	s.f5.offered(m.Slots[:], v.Case != nil, now)
	s.bar.show(newBarModel(s.words, v, now))
	if s.outage.show(newOutage(s.words, v, now)) {
		s.place(s.root.Size())
	}
	s.picture.show(m.Overlay)
	s.strip.show(m)
	resident := s.ui.residentModel(v)
	sheet := len(resident.Consent) > 0 && s.ui.resident == nil
	s.read.show(readAtLane(v))
	visible(s.picture.box, !sheet && !s.read.box.Visible())
	free := m.Overlay.Page == nil && s.picture.box.Visible()
	s.uncover(free)
	s.cameras.Set("End", s.words.Say("camera.page"), "", v.Case == nil, false)
	if s.ui.showRoster(s.roster, free) {
		s.place(s.root.Size())
	}
	s.showNext(v, free)
	s.panel.tell(s.cornerHint(v))
	s.ui.showConsent(s.consent, resident.Consent, sheet)
	if s.corner != nil {
		s.corner.show(resident)
	}
	for i, b := range m.Slots {
		visible(s.buttons[i], b.Label != "")
		s.buttons[i].Set(b.Key, b.Label, b.Icon, b.Enabled, b.Primary)
	}
}

// showNext says who waits, in the panel's foot where there are no faces in it, else in the place of the camera page's button, which
// is there while the picture is free.
func (s *laneScreen) showNext(v lane.View, free bool) {
	was, foot := s.next.now, float32(0)
	s.next.show(nextOf(s.words, v.Next, s.corner != nil))
	on, faces := s.next.now != pill{}, s.model.faces()
	if on && !faces {
		foot = nextHigh + 8
	}
	visible(s.cameras, free && s.ui.deps.Cameras != nil && !(on && faces))
	moved := s.next.now != was || s.panel.foot != foot
	s.panel.foot = foot
	s.panel.show(s.model)
	if moved {
		s.panel.place(s.panel.size)
		s.place(s.root.Size())
	}
}

// cornerHint says, where there is one screen, that the resident can have a side of it.
func (s *laneScreen) cornerHint(v lane.View) string {
	if s.turn == nil || s.corner != nil || v.Phase != lane.PhaseReady || s.panel.foot > 0 || s.model.Empty.Title != s.words.Say("lane.no-case") {
		return ""
	}
	return s.words.Say("corner.hint")
}

// uncover takes the buttons over the picture away while a page has its place, or what is agreed to:
// all of it is to be read.
func (s *laneScreen) uncover(on bool) {
	visible(s.other, on && s.ui.deps.SwitchCamera != nil)
	if s.turn != nil {
		visible(s.turn, on)
	}
}

// typed does what a button with that key does.
func (s *laneScreen) typed(k fyne.KeyName) bool {
	for i, b := range s.model.Slots {
		if b.Enabled && keyOf(b.Key) == k {
			if !s.f5.meantOther(b, s.ui.now()) {
				s.press(i)
			}
			return true
		}
	}
	return false
}

func (s *laneScreen) typedRune(rune) {}

// keyOf is the toolkit's name of what is printed on a button.
func keyOf(printed string) fyne.KeyName {
	switch printed {
	case "Enter":
		return fyne.KeyReturn
	case "Esc":
		return fyne.KeyEscape
	}
	return fyne.KeyName(printed)
}

func (s *laneScreen) press(i int) {
	b := s.model.Slots[i]
	if !b.Enabled {
		return
	}
	u := s.ui
	switch b.Ask {
	case askAtOnce:
		c := lane.Command{Action: b.Action}
		if b.Action == lane.ActionConsent {
			c.Text = consentText(u.words, u.view.Case, u.view.KeepDays)
		}
		u.do(c)
	case askReject, askPark:
		u.ask(newReasons(u, b.Action))
	case askCancel:
		u.ask(newSure(u, "cancel", "back", func() { u.do(lane.Command{Action: lane.ActionCancel}) }))
	case askAnyway:
		u.askSupervisor(b.Action, allowAnyway, anywayForm)
	case askApprove:
		u.approve(lane.Command{Action: lane.ActionApprove})
	case askContact:
		r := u.view.Case.Resident
		u.ask(newContactForm(u, lane.Typed{NIK: string(r.NIK), Email: string(r.Email), Phone: string(r.Phone), Kind: u.view.Case.Kind, Purpose: u.view.Case.Purpose}))
	case askReactivate:
		u.ask(newWhyAgain(u, lane.Command{Action: lane.ActionReactivate}))
	case askOverride:
		u.askSupervisor(b.Action, allowOverride, overrideForm)
	case askException:
		u.askSupervisor(b.Action, allowException, exceptionForm)
	case askTyped:
		u.ask(newTypedForm(u, lane.Typed{}))
	case askKinds:
		u.ask(newKinds(u, lane.Typed{}, -1))
	case askParked:
		u.ask(newParkedForm(u, ""))
	case askToken:
		u.ask(newLineForm(u, tokenForm, ""))
	case askDocuments:
		u.ask(newChecklist(u))
	case askFile:
		u.ask(newFileForm(u))
	case askReveal:
		u.ask(newReveal(u))
	}
}

// approve sends a command; before the approval of a reactivation by QR it asks why, since the QR does not say.
func (u *UI) approve(c lane.Command) {
	if c.Action == lane.ActionApprove && u.view.Case != nil && u.view.Case.AsksPurpose() {
		u.ask(newWhyAgain(u, c))
		return
	}
	u.do(c)
}

// askSupervisor asks for a reason, and for a supervisor where who is logged in is none.
func (u *UI) askSupervisor(a lane.Action, beside allowKind, alone lineKind) {
	if u.view.NeedsSupervisor(a) {
		u.ask(newAllowForm(u, beside))
		return
	}
	u.ask(newLineForm(u, alone, ""))
}
