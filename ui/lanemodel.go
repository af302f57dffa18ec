package ui

import (
	"fmt"
	"image"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// laneModel is the lane screen in finished words.
type laneModel struct {
	Tone     look.Tone
	Icon     string
	Sentence string // the large one
	Do       string // what to do, after a problem; may be ""

	Steps    []stepModel
	Case     caseModel
	Empty    emptyModel
	Offer    offerModel
	Checks   []checkModel
	Verdict  verdictModel
	Selfie   image.Image
	Acuan    image.Image // the reference
	Overlay  overlayModel
	Slots    [slotCount]slotModel
	Elapsed  string
	Median   string
	DoneText string
}

// stepModel is one station of the step bar.
type stepModel struct {
	Label string
	Icon  string
	State lane.StepState
	Time  string // so far, and today's median behind a stroke; may be ""
}

// caseModel is who stands at the counter. Masked: what is not needed isn't shown.
type caseModel struct {
	Present bool
	Name    string
	Known   bool // Name is a name, not "not known yet"
	Kind    string
	NIK     string
	Email   string
	Phone   string
	Tag     string // "typed by staff", "training"; may be ""
}

// emptyModel stands in the case's place while there is none.
type emptyModel struct {
	Tone            look.Tone
	Icon, Title, Do string
}

// offerModel is the QR that the outlet shows, in the empty case's place. On is false
// where there is none to be shown.
type offerModel struct {
	On        bool
	Code      image.Image // nil: not yet, or not without the line
	Icon      string      // in the code's place
	Title, Do string
}

// checkModel is one line of what was found out before the camera.
type checkModel struct {
	Tone look.Tone
	Icon string
	Text string
	Full string // the whole sentence, where there is room for it; "": Text
}

// verdictModel is the face check.
type verdictModel struct {
	Present  bool
	Tone     look.Tone
	Icon     string
	Band     string
	Method   string
	HasScore bool
	Score    float64 // 0…1 of the bar
	Mark     float64 // 0…1, the threshold
	Figures  string
}

// guide is what is drawn over the live picture.
type guide uint8

const (
	guideNone guide = iota
	guideQR
	guideFace
	guideCard
	guidePaper
)

// overlayModel is what is drawn over the live picture, in frame coordinates.
type overlayModel struct {
	Guide     guide
	Good      bool // what is looked for is in view
	Face      image.Rectangle
	QR        [4]image.Point
	W, H      int
	Countdown float64
	Note      string // instead of a picture; "" while it is live
	NoteDo    string
	Page      image.Image // the straightened page, instead of the picture; nil: none
}

// newLaneModel says what the lane screen shows for a snapshot.
func newLaneModel(w *words.Words, v lane.View, now time.Time) laneModel {
	m := laneModel{
		Steps: stepsOf(w, v), Case: caseOf(w, v), Checks: checksOf(w, v), Verdict: verdictOf(w, v),
		Selfie: v.Selfie, Acuan: v.Reference, Overlay: overlayOf(w, v), Slots: slotsOf(w, v),
		Elapsed: words.Clock(0), Median: w.Say("time.none"), DoneText: fmt.Sprint(v.DoneToday),
	}
	m.Tone, m.Icon, m.Sentence, m.Do = sentenceOf(w, v)
	m.Empty, m.Offer = emptyOf(w, v, now), offerOf(w, v)
	if !v.OpenedAt.IsZero() {
		m.Elapsed = words.Clock(now.Sub(v.OpenedAt))
	}
	if v.MedianToday > 0 {
		m.Median = words.Clock(v.MedianToday)
	}
	return m
}

// faces tells whether there are faces to compare, or a verdict on them.
func (m laneModel) faces() bool {
	return m.Case.Present && (m.Selfie != nil || m.Acuan != nil || m.Verdict.Present)
}

// sentenceOf is the one large sentence: the problem where there is one, otherwise
// what comes next.
func sentenceOf(w *words.Words, v lane.View) (tone look.Tone, icon, sentence, do string) {
	if v.Problem != "" {
		sentence, do = w.Code(v.Problem, v.ProblemArgs)
		if hint := v.ProblemArgs["hint"]; hint != "" && w.Has(hint) {
			do = w.Say(hint) // of a picture that was refused: what helps
		}
		if v.Problem == enrol.CodeDocuments && v.Phase == lane.PhaseBlocked {
			do = papersDo(w, v)
		}
		return problemTone(v.Phase), problemIcon(v.Phase), sentence, do
	}
	tone, icon = promptLook(v)
	sentence = prompt(w, "lane.", v)
	if doubted(v) {
		sentence = cmpOr(doubtSentence(w, v), sentence)
		if tone != look.Bad {
			tone, icon = look.Warn, "eye"
		}
	}
	return tone, icon, sentence, ""
}

// papersDo is the step where papers lack: what Enter does, or else the checklist.
func papersDo(w *words.Words, v lane.View) string {
	switch {
	case v.Enter == lane.ActionPaper:
		return w.Say("lane.papers-photograph")
	case v.Can(lane.ActionDocument):
		return w.Say("lane.papers-tick")
	}
	return w.Say("lane.papers-park")
}

func problemTone(p lane.Phase) look.Tone {
	if p == lane.PhaseStopped {
		return look.Bad
	}
	return look.Warn
}

func problemIcon(p lane.Phase) string {
	if p == lane.PhaseStopped {
		return "stop"
	}
	return "warning"
}

func promptLook(v lane.View) (look.Tone, string) {
	switch v.Phase {
	case lane.PhaseReady:
		if v.Prompt == "lane.technician" {
			return look.Info, "settings"
		}
		return look.Info, "qr"
	case lane.PhaseContact:
		return look.Info, "mail"
	case lane.PhaseConsent:
		return look.Info, "consent"
	case lane.PhaseSelfie:
		if v.Countdown > 0 {
			return look.OK, "selfie"
		}
		return look.Info, "selfie"
	case lane.PhaseTurn:
		return look.Info, "person"
	case lane.PhaseCard, lane.PhasePaper, lane.PhasePage:
		return look.Info, "document"
	case lane.PhaseComparing:
		return look.Info, "face"
	case lane.PhaseBlocked:
		return look.Warn, "warning"
	case lane.PhaseStopped:
		return look.Bad, "stop"
	case lane.PhaseSaved:
		return savedLook(v.Prompt)
	case lane.PhaseDecide:
		return bandLook(v.Face.Band)
	}
	return look.Info, "clock"
}

func savedLook(prompt string) (look.Tone, string) {
	if prompt == "lane.saved.approved" || prompt == "lane.saved.waiting" {
		return look.OK, "queue"
	}
	return look.Info, "info"
}

func bandLook(b enrol.Band) (look.Tone, string) {
	switch b {
	case enrol.BandMatch:
		return look.OK, "approve"
	case enrol.BandNoMatch:
		return look.Bad, "reject"
	case enrol.BandReview:
		return look.Warn, "eye"
	}
	return look.Info, "eye"
}

// prompt is the view's sentence. Where an argument is empty the plain form of the
// sentence is said, and for a key that is unknown the phase's own.
func prompt(w *words.Words, prefix string, v lane.View) string {
	key := v.Prompt
	if v.Phase == lane.PhaseSaved {
		key = savedKey(w, key, v)
	}
	for _, value := range v.Args {
		if value == "" && v.Phase != lane.PhaseSaved && w.Has(key+".plain") {
			key += ".plain"
			break
		}
	}
	if w.Has(key) {
		return w.Fill(key, namedArgs(w, v.Args))
	}
	if fallback := prefix + string(v.Phase); w.Has(fallback) {
		return w.Say(fallback)
	}
	return w.Say("lane.show-qr")
}

// namedArgs are a sentence's arguments with the paper by its name.
func namedArgs(w *words.Words, args map[string]string) map[string]string {
	d := args["document"]
	if d == "" {
		return args
	}
	args = maps.Clone(args)
	args["document"] = w.Documents([]enrol.Document{enrol.Document(d)})
	return args
}

// emptyOf says what the camera waits for, or what became of the last case.
func emptyOf(w *words.Words, v lane.View, now time.Time) emptyModel {
	tone, icon := promptLook(v)
	switch v.Phase {
	case lane.PhaseSaved:
		return emptyModel{tone, icon, w.Say("lane.empty-saved"), w.Say("lane.empty-saved-do")}
	case lane.PhaseStopped:
		return emptyModel{tone, icon, w.Say("lane.stopped"), w.Say("lane.empty-stopped-do")}
	}
	if len(v.Half) > 0 && v.Can(lane.ActionResume) { // offered, and nobody is pulled into it
		return emptyModel{look.Warn, "clock", w.Say("lane.half-done", "n", strconv.Itoa(len(v.Half))), halfLine(w, v.Half[0], now) + " " + w.Say("lane.half-done-do")}
	}
	if v.Staff.Role == enrol.RoleTechnician {
		return emptyModel{look.Info, "settings", w.Say("lane.technician"), w.Say("lane.technician-do")}
	}
	if m, on := linkEmpty(w, v.Link); on {
		return m
	}
	return emptyModel{look.Info, "person", w.Say("lane.no-case"), w.Say("lane.no-case-do")}
}

func offerOf(w *words.Words, v lane.View) offerModel {
	o := v.Offer
	switch {
	case !o.On:
		return offerModel{}
	case o.Code != nil:
		return offerModel{On: true, Code: o.Code, Title: w.Say("offer.title"), Do: w.Say("offer.do")}
	case o.Away != "" && o.Away != enrol.CodeOffline && linkFault(v.Link) == o.Away:
		m, _ := linkEmpty(w, v.Link)
		if m.Title != "" {
			return offerModel{On: true, Icon: m.Icon, Title: m.Title, Do: m.Do}
		}
		fallthrough
	case o.Away != "":
		return offerModel{On: true, Icon: "warning", Title: w.Say("offer.away"), Do: w.Say("offer.away-do")}
	}
	return offerModel{On: true, Icon: "clock", Title: w.Say("offer.wait"), Do: w.Say("offer.do")}
}

func stepsOf(w *words.Words, v lane.View) []stepModel {
	out := make([]stepModel, len(v.Steps))
	for i, s := range v.Steps {
		icon := s.Name
		if icon == "data" {
			icon = "person"
		}
		out[i] = stepModel{Label: w.Say("step." + s.Name), Icon: icon, State: s.State, Time: stepTime(s, v.Case != nil)}
	}
	return out
}

// stepTime is quiet: a clock where the case is or was, and what is usual today.
func stepTime(s lane.StepView, open bool) string {
	switch {
	case !open:
		return ""
	case s.State == lane.StepTodo && s.Median == 0:
		return ""
	case s.State == lane.StepTodo:
		return "– / " + words.Clock(s.Median)
	case s.Median == 0:
		return words.Clock(s.Took)
	}
	return words.Clock(s.Took) + " / " + words.Clock(s.Median)
}

func caseOf(w *words.Words, v lane.View) caseModel {
	if v.Case == nil {
		return caseModel{}
	}
	r, none := v.Case.Resident, w.Say("lane.missing-value")
	m := caseModel{Present: true, Name: r.Name, Known: r.Name != "", Kind: w.Errand(v.Case.Kind, v.Case.Purpose),
		NIK: r.NIK.Masked(), Email: none, Phone: none}
	if r.Name == "" {
		m.Name = w.Say("lane.no-name")
	}
	if r.Email != "" {
		m.Email = r.Email.Masked()
	}
	if r.Phone != "" {
		m.Phone = r.Phone.Masked()
	}
	switch {
	case v.Case.Training:
		m.Tag = w.Say("lane.training")
	case v.Case.Typed:
		m.Tag = w.Say("lane.typed")
	}
	return m
}

// checksOf says what was found out about the case, the gravest first.
func checksOf(w *words.Words, v lane.View) []checkModel {
	if v.Case == nil {
		return nil
	}
	out := overridesOf(w, v.Case)
	if len(out) == 0 && v.Case.State != enrol.StateOpened {
		out = append(out, checkModel{Tone: look.OK, Icon: "approve", Text: w.Say("lane.checks-ok")})
	}
	if len(v.Missing) > 0 {
		out = append(out, checkModel{Tone: look.Warn, Icon: "document",
			Text: w.Say("lane.papers-count", "n", strconv.Itoa(len(v.Missing))), Full: w.Say("lane.papers-missing", "missing", w.Documents(v.Missing))})
	}
	if n := len(v.Case.Pages); n > 0 {
		out = append(out, checkModel{Tone: look.OK, Icon: "camera", Text: w.Say("lane.pages-kept", "n", strconv.Itoa(n))})
	}
	if v.Case.First {
		out = append(out, checkModel{Tone: look.Warn, Icon: "info", Text: w.Say("lane.first"), Full: w.Say("lane.first-full")})
	}
	if meant := v.Case.Resident.Email.SuggestDomain(); meant != "" && v.Case.Contact != enrol.ContactRight {
		_, domain, _ := strings.Cut(string(meant), "@")
		out = append(out, checkModel{Tone: look.Warn, Icon: "mail", Text: w.Say("lane.meant", "domain", domain)})
	}
	out = append(out, uncheckedOf(w, v)...)
	for _, x := range v.Warnings {
		out = append(out, checkModel{Tone: look.Warn, Icon: "info", Text: w.WarningShort(x), Full: w.Warning(x)})
	}
	if v.Face.Other != "" && v.Face.Method == enrol.MethodStaff {
		sentence, do := w.Code(enrol.CodeModelOther, nil)
		out = append(out, checkModel{Tone: look.Warn, Icon: "face", Text: w.Say("live.model-other"), Full: sentence + " " + do})
	}
	out = append(out, liveOf(w, v.Face.Liveness)...)
	if !v.Case.ConsentAt.IsZero() {
		out = append(out, checkModel{Tone: look.OK, Icon: "approve", Text: w.Say("lane.consented")})
	}
	return byTone(out)
}

// uncheckedOf says that the registry was not asked about a typed resident, or does not
// know the NIK.
func uncheckedOf(w *words.Words, v lane.View) []checkModel {
	switch v.Unchecked {
	case "":
		return nil
	case enrol.CodeNotFound:
		return []checkModel{{Tone: look.Bad, Icon: "warning", Text: w.Say("lane.nik-unknown"), Full: w.Say("lane.nik-unknown-full")}}
	}
	why, _ := w.Code(v.Unchecked, nil)
	return []checkModel{{Tone: look.Warn, Icon: "warning", Text: w.Say("lane.unchecked"), Full: w.Say("lane.unchecked-full", "why", why)}}
}

// liveOf says what speaks for a person or against: advice, and called so.
func liveOf(w *words.Words, l enrol.Liveness) (out []checkModel) {
	if l.Doubtful() {
		out = append(out, checkModel{Tone: look.Warn, Icon: "eye", Text: w.Say("live.doubt")})
	}
	switch l.Turn {
	case enrol.TurnLeft, enrol.TurnRight:
		out = append(out, checkModel{Tone: look.OK, Icon: "person", Text: w.Say("live.turned")})
	case enrol.TurnSkipped:
		out = append(out, checkModel{Tone: look.Warn, Icon: "person", Text: w.Say("live.turn-skipped")})
	case enrol.TurnUnavailable:
		out = append(out, checkModel{Tone: look.Warn, Icon: "person", Text: w.Say("live.turn-unavailable"), Full: w.Say("live.turn-unavailable-full")})
	case enrol.TurnOther:
		out = append(out, checkModel{Tone: look.Bad, Icon: "warning", Text: w.Say("live.turn-other"), Full: w.Say("live.turn-other-full")})
	case enrol.TurnNone:
	}
	return out
}

// verdictOf shows a cosine similarity of -1…1 as 0…1: what is below nought is as
// unlike as can be.
func verdictOf(w *words.Words, v lane.View) verdictModel {
	if v.Face.Method == "" {
		return verdictModel{}
	}
	m := verdictModel{Present: true, Band: w.Band(v.Face.Band), Method: w.Method(v.Face.Method)}
	if v.Face.Method == enrol.MethodStaff {
		m.Band = w.Say("band.by-eye")
	}
	if l := v.Face.Liveness; l.Models != "" && !l.Doubtful() {
		m.Method += ". " + w.Say("live.ok", "score", w.Decimal(l.Passive))
	}
	m.Tone, m.Icon = bandLook(v.Face.Band)
	if v.Face.Band == enrol.BandNone {
		return m
	}
	m.HasScore = true
	m.Score, m.Mark = clamp01(v.Face.Score), clamp01(v.Face.Threshold)
	m.Figures = w.Say("lane.score", "score", w.Decimal(v.Face.Score), "threshold", w.Decimal(v.Face.Threshold))
	return m
}

func clamp01(x float64) float64 { return min(1, max(0, x)) }

func overlayOf(w *words.Words, v lane.View) overlayModel {
	m := overlayModel{Face: v.FaceBox, QR: v.QRBox, W: v.FrameW, H: v.FrameH, Countdown: clamp01(v.Countdown)}
	switch v.Phase {
	case lane.PhaseReady:
		if v.Prompt != "lane.technician" {
			m.Guide, m.Good = guideQR, v.QRBox != [4]image.Point{}
		}
	case lane.PhaseSelfie:
		m.Guide, m.Good = guideFace, v.Countdown > 0
	case lane.PhaseTurn:
		m.Guide, m.Good = guideFace, v.Countdown > 0
	case lane.PhaseCard:
		m.Guide, m.QR, m.Good = guideCard, v.CardBox, v.CardBox != [4]image.Point{}
	}
	if v.Phase == lane.PhasePaper {
		m.Guide, m.QR, m.Good = guidePaper, v.CardBox, v.CardBox != [4]image.Point{}
	}
	if v.Page.Image != nil {
		m.Page = v.Page.Image
		return m
	}
	switch {
	case v.Camera.State == enrol.CameraLive && v.Camera.Fault != enrol.FaultNone:
		m.Note = w.Fault(v.Camera.Fault)
	case v.Camera.State == enrol.CameraStarting:
		m.Note = w.Say("lane.camera-starting")
	case v.Camera.State != enrol.CameraLive:
		m.Note = w.Say("bar.camera") + ": " + w.CameraState(v.Camera.State)
		m.NoteDo = w.CameraDo(v.Camera.State)
	}
	return m
}
