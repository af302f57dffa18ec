package lane

import (
	"context"
	"image"
	"slices"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// PaperEye is an Eye that can also photograph the papers of the document desk. LookPaper is called by the
// goroutine of Look, TurnPaper by that of Compare.
type PaperEye interface {
	// LookPaper looks for a page in one frame; with takeNow it takes the page as it lies. Reset
	// forgets the frames before.
	LookPaper(f *enrol.Frame, takeNow bool) (PaperLook, error)
	// TurnPaper turns a page by a quarter, clockwise.
	TurnPaper(s PaperShot) (PaperShot, error)
}

// PaperLook is what an eye saw of a paper.
type PaperLook struct {
	Corners  [4]image.Point // in the frame; zero: none found
	Hint     string         // translation key; "" all is well
	Progress float64        // 0…1 until it is taken
	Shot     *PaperShot     // taken with this frame
}

// PaperShot is a straightened page that staff have not taken yet. It is in memory only, and
// forgotten when they have, or have not.
type PaperShot struct {
	JPEG  []byte // at most enrol.MaxPage
	Image image.Image
	Own   any // the eye's
}

// PageView is what the screen shows of the paper that is being photographed.
type PageView struct {
	Document enrol.Document // "": none
	Image    image.Image    // the straightened page, in PhasePage
	Number   int            // of the page, from 1
}

// page is the paper in hand.
type page struct {
	document enrol.Document
	shot     PaperShot
	shotAt   time.Time
	busy     bool // it is being sealed, or turned
}

// pageReads is how long a page stands before a key can keep it: who pressed for "take it" just as it was
// taken by itself has not seen it.
const pageReads = 400 * time.Millisecond

// atDesk tells whether a phase is about the papers before the second camera.
func atDesk(p Phase) bool { return p == PhasePaper || p == PhasePage }

// useDesk turns to the camera over the desk and back.
func (l *Lane) useDesk(p Phase) {
	if l.deps.DeskCamera != nil && atDesk(p) != atDesk(l.phase) {
		l.deps.DeskCamera(atDesk(p))
	}
}

// toPhotograph are the papers that lack and can be photographed.
func (l *Lane) toPhotograph() (out []enrol.Document) {
	for _, d := range l.rules.Missing(l.cas.Kind, l.cas.Documents) {
		if d.Photographed() {
			out = append(out, d)
		}
	}
	return out
}

// canPhotograph tells whether there is something to photograph, and room for it.
func (l *Lane) canPhotograph() bool { return l.hasDesk() && len(l.toPhotograph()) > 0 }

// hasDesk tells whether a page could be taken here, and kept.
func (l *Lane) hasDesk() bool {
	_, able := l.deps.Eye.(PaperEye)
	return able && l.deps.FaceFrames != nil && l.deps.SealPage != nil && len(l.cas.Pages) < enrol.MaxPages
}

// photograph looks for the first paper that lacks.
func (l *Lane) photograph() {
	l.lookAt(l.toPhotograph()[0])
}

// lookAt has the camera look at a paper or at the card, and keeps that: a crash in front of it must
// not send anybody back to the list or to the verdict.
func (l *Lane) lookAt(d enrol.Document) {
	phase := PhaseCard
	if d != enrol.DocCard {
		l.page, phase = page{document: d}, PhasePaper
	}
	l.setPhase(phase)
	l.saveDraft()
}

// looksAgain goes on with what was before the camera when the draft was kept, where that is still of
// use. A page that staff had not kept is gone; the checks are made when the desk is left.
func (l *Lane) looksAgain(d enrol.Document) bool {
	wanted := slices.Contains(l.toPhotograph(), d) || l.cas.PagesOf(d) > 0 // another page of what is ticked
	card := l.cas.State == enrol.StateCompared && d == enrol.DocCard && l.canCard()
	desk := l.cas.State == enrol.StateOpened && wanted && l.hasDesk()
	if d == "" || l.objection() != nil || !card && !desk {
		return false
	}
	l.lookAt(d)
	return true
}

// otherPaper goes on to the next one that lacks: the order is the resident's.
func (l *Lane) otherPaper() {
	lack := l.toPhotograph()
	for i, d := range lack {
		if d == l.page.document {
			l.page.document = lack[(i+1)%len(lack)]
			break
		}
	}
	l.saveDraft()
	l.newErrand(forPaper) // what was seen was another one
}

// seenPage takes what the eye saw of a paper. forced: staff pressed the key.
func (l *Lane) seenPage(asked errand, see PaperLook, forced bool, size image.Point, err error) {
	if enrol.CodeOf(err) == enrol.CodeNoPaper && asked == l.askFace.Load() {
		l.setProblem(err)
		return
	}
	if l.stale(asked, size, err) {
		return
	}
	l.card, l.look = see.Corners, Look{Progress: see.Progress}
	l.hint.offer(see.Hint, l.deps.Now())
	switch {
	case see.Shot != nil:
		l.page.shot, l.page.shotAt = *see.Shot, l.deps.Now()
		l.setProblem(nil)
		l.setPhase(PhasePage)
	case forced:
		l.setProblem(enrol.NewError(enrol.CodeNoPaper, "photograph page"))
	}
}

// againPage throws the shot away and looks once more.
func (l *Lane) againPage() {
	l.page.shot = PaperShot{}
	l.setPhase(PhasePaper)
}

// turnPage sets right what stands on its head.
func (l *Lane) turnPage() {
	l.page.busy = true
	shot := l.page.shot
	l.ask(func(context.Context) func() {
		turned, err := l.deps.Eye.(PaperEye).TurnPaper(shot)
		return func() {
			l.page.busy = false
			if err != nil {
				l.setProblem(err)
				return
			}
			l.page.shot = turned
		}
	})
}

// keepPage seals the page to the registry, at once and for good, and ticks its paper. more: another
// page of the same paper follows.
func (l *Lane) keepPage(more bool) {
	l.page.busy = true
	d, jpeg := l.page.document, l.page.shot.JPEG
	l.ask(func(context.Context) func() {
		sealed, err := l.deps.SealPage(jpeg)
		return func() {
			l.page.busy = false
			if err != nil {
				l.deps.Log.Error("seal page", "code", enrol.CodeOf(err))
				l.setProblem(err)
				return
			}
			l.keptPage(enrol.NewPage(d, sealed), more)
		}
	})
}

func (l *Lane) keptPage(p enrol.Page, more bool) {
	have := l.cas.Pages
	l.cas.Pages = append(have[:len(have):len(have)], p)
	l.tickOff(p.Document)
	l.page.shot = PaperShot{}
	if l.heed() {
		l.saveDraft()
		return
	}
	if lack := l.toPhotograph(); more || l.canPhotograph() {
		if !more {
			l.page.document = lack[0]
		}
		l.saveDraft()
		l.setPhase(PhasePaper)
		return
	}
	l.leaveDesk()
}

// leaveDesk goes back to the checklist, or on where nothing lacks any more.
func (l *Lane) leaveDesk() {
	l.page = page{}
	l.admit()
}

// pageView is what the screen shows of it.
func (l *Lane) pageView() PageView {
	if l.cas == nil || !atDesk(l.phase) {
		return PageView{}
	}
	return PageView{Document: l.page.document, Image: l.page.shot.Image, Number: l.cas.PagesOf(l.page.document) + 1}
}

// pagePrompt asks for the paper in hand, or for a word on its page.
func (l *Lane) pagePrompt() (string, map[string]string) {
	args := map[string]string{"document": string(l.page.document)}
	n := l.cas.PagesOf(l.page.document)
	if l.phase == PhasePaper && n > 0 {
		args["n"] = strconv.Itoa(n + 1)
		return "lane.paper-more", args
	}
	return "lane." + string(l.phase), args
}

// pageActions are those of the two phases, and what Enter does.
func (l *Lane) pageActions(ends []Action) ([]Action, Action) {
	if l.page.busy {
		return nil, ""
	}
	if l.phase == PhasePage {
		ways := append(ends, ActionRetake, ActionTurnPage, ActionPaperBack)
		if l.deps.Now().Sub(l.page.shotAt) < pageReads {
			return ways, ""
		}
		ways = append(ways, ActionKeepPage)
		if len(l.cas.Pages)+1 < enrol.MaxPages {
			ways = append(ways, ActionMorePages)
		}
		return ways, ActionKeepPage
	}
	ways := append(ends, ActionTakeNow, ActionPaperBack)
	lack := l.toPhotograph()
	if l.cas.PagesOf(l.page.document) == 0 { // ticked already
		ways = append(ways, ActionDocument)
	}
	if len(lack) > 1 {
		ways = append(ways, ActionOtherPaper)
	}
	return ways, ActionTakeNow
}
