package ui

import (
	"strings"

	"image"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// residentModel is what the resident reads: nothing of anybody else, and nothing that
// only staff can do something about.
type residentModel struct {
	Tone     look.Tone
	Icon     string
	Sentence string
	Note     string
	Idle     bool        // how to prepare the phone, instead of the picture
	Code     image.Image // the outlet's QR, while idle; nil: none
	Pages    string      // where the phone begins, as people type it, while idle; "": unknown
	PagesQR  image.Image // the same to be scanned; nil: none
	Overlay  overlayModel
	Consent  []consentLine // what is agreed to, instead of the picture
	Contact  contact       // to be checked, instead of the picture; the zero one: none
}

// readingBack is the model while staff read e-mail and number back.
func (m residentModel) readingBack(w *words.Words, c contact) residentModel {
	if c == (contact{}) {
		return m
	}
	return residentModel{Tone: look.Info, Icon: "eye", Sentence: w.Say("resident.right"), Note: w.Say("resident.right-note"), Contact: c}
}

func newResidentModel(w *words.Words, v lane.View) residentModel {
	m := residentModel{Overlay: overlayOf(w, v), Tone: look.Info}
	m.Tone, m.Icon = promptLook(v)
	m.Overlay.NoteDo = ""
	if v.Lock.On { // nobody is at the counter: nothing of the case stays on show
		return residentModel{Icon: "clock", Sentence: w.Say("resident.wait"), Idle: true}
	}
	if v.Prompt == "lane.technician" { // who is logged in serves nobody
		return residentModel{Icon: "lock", Sentence: w.Say("resident.closed"), Idle: true}
	}
	switch v.Phase {
	case lane.PhaseClosed, lane.PhaseStopped:
		return residentModel{Icon: "lock", Sentence: w.Say("resident.closed"), Idle: true}
	case lane.PhaseReady:
		if refusedForResident(w, v, &m) {
			return m
		}
		m.Idle = !m.Overlay.Good && !hinted(v)
		m.Sentence = hintOr(w, v, "resident.show-qr")
		if m.Idle && v.Offer.Code != nil {
			m.Code, m.Sentence, m.Note = v.Offer.Code, w.Say("resident.offer"), w.Say("resident.offer-or")
		}
	case lane.PhaseSelfie:
		m.Sentence = hintOr(w, v, "resident.selfie")
	case lane.PhaseTurn:
		m.Sentence = hintOr(w, v, "resident."+strings.TrimPrefix(v.Prompt, "lane."))
	case lane.PhaseCard:
		m.Sentence = hintOr(w, v, "resident.card")
	case lane.PhasePaper, lane.PhasePage:
		m.Tone, m.Icon, m.Sentence = look.Info, "document", w.Say("resident."+string(v.Phase))
		m.Overlay.Guide, m.Overlay.Page, m.Overlay.Good, m.Overlay.Countdown = guideNone, nil, false, 0
	case lane.PhaseContact:
		return m.readingBack(w, contactOf(v))
	case lane.PhaseConsent:
		m.Consent, m.Sentence = consentLines(w, v.Case, v.KeepDays), w.Say("resident.consent")
	case lane.PhaseBlocked:
		m.Tone, m.Icon, m.Sentence = look.Info, "clock", w.Say("resident.wait")
	case lane.PhaseDecide, lane.PhaseSaving:
		m.Tone, m.Icon, m.Sentence = look.Info, "clock", w.Say("resident.decide")
	case lane.PhaseSaved:
		savedForResident(w, v, &m)
	default:
		m.Sentence = w.Say("resident." + string(v.Phase))
	}
	return m
}

// residentModel is what the resident reads now; in a training without any promise.
func (u *UI) residentModel(v lane.View) residentModel {
	m := newResidentModel(u.words, v)
	if m.Idle && m.Code == nil {
		m.Pages, m.PagesQR = strings.TrimPrefix(v.Pages, "https://"), u.pages.draw(v.Pages, u.deps.Draw)
	}
	if u.tour != nil && v.Phase == lane.PhaseSaved {
		m.Tone, m.Icon = look.Warn, "info"
		m.Sentence, m.Note = u.words.Say("resident.saved-training"), u.words.Say("resident.saved-training-note")
	}
	return m
}

// refusedForResident tells whoever holds a QR up that it is of no use, and not why: the reason is staff's to say.
func refusedForResident(w *words.Words, v lane.View, m *residentModel) bool {
	key := "resident.wait"
	switch {
	case strings.HasPrefix(string(v.Problem), "qr-"):
		key = "resident.qr-refused"
	case v.Problem != enrol.CodeDuplicate && v.Problem != enrol.CodeActive:
		return false
	}
	m.Tone, m.Icon, m.Sentence = look.Warn, "warning", w.Say(key)
	m.Overlay.Guide, m.Overlay.Good = guideNone, false
	return true
}

func savedForResident(w *words.Words, v lane.View, m *residentModel) {
	if v.Prompt != "lane.saved.approved" && v.Prompt != "lane.saved.waiting" {
		m.Tone, m.Icon, m.Sentence = look.Info, "person", w.Say("resident.wait")
		return
	}
	where := "saved" // queued, and on its way
	if v.Prompt == "lane.saved.waiting" {
		where = "kept" // queued here, for the line
	}
	m.Tone, m.Icon = look.OK, "queue"
	if v.Args["email"] != "" {
		m.Icon = "mail"
	}
	m.Sentence = w.Fill(savedKey(w, "resident."+where, v), v.Args)
	m.Note = w.Say(savedKey(w, "resident."+where+"-note", v))
}

func hinted(v lane.View) bool {
	return len(v.Prompt) > 5 && v.Prompt[:5] == "hint." && v.Prompt != "hint.no-code" && v.Prompt != "hint.none"
}

// hintOr is the coach's advice, which is meant for the resident anyway.
func hintOr(w *words.Words, v lane.View, key string) string {
	switch {
	case hinted(v) && w.Has(v.Prompt):
		return w.Fill(v.Prompt, v.Args)
	case v.Prompt == "lane.hold":
		return w.Say("resident.hold-still")
	case v.Prompt == "lane.no-picture":
		return w.Say("resident.wait")
	}
	return w.Say(key)
}

// link is the last one that was drawn: the model is made many times a second.
type link struct {
	to   string
	code image.Image
}

// draw answers nil for what can't be drawn, or not here.
func (l *link) draw(to string, how func(string) (image.Image, error)) image.Image {
	if l.to == to {
		return l.code
	}
	l.to, l.code = to, nil
	if to != "" && how != nil {
		if code, err := how(to); err == nil {
			l.code = code
		}
	}
	return l.code
}
