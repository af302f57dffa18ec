package lane

import (
	"slices"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
)

// seenPaper ticks off a paper that lacks, without a picture; "": the one in hand. What is left to be
// photographed stays before the camera.
func (l *Lane) seenPaper(d enrol.Document) {
	if d == "" {
		d = l.page.document
	}
	if !slices.Contains(l.rules.Missing(l.cas.Kind, l.cas.Documents), d) {
		return
	}
	l.tickOff(d)
	if l.phase == PhasePaper && l.canPhotograph() {
		l.page.document = l.toPhotograph()[0]
		l.saveDraft()
		l.newErrand(forPaper)
		return
	}
	l.leaveDesk()
}

// tickOff notes that a paper is there.
func (l *Lane) tickOff(d enrol.Document) {
	if have := l.cas.Documents; !slices.Contains(have, d) {
		l.cas.Documents = append(have[:len(have):len(have)], d)
	}
}

// untickSteps is how many steps a case may have for its checklist to be opened again: the registry takes no
// endless history.
const untickSteps = 40

// ticked are the papers on the checklist that are there.
func (l *Lane) ticked() []enrol.Document {
	return slices.DeleteFunc(slices.Clone(l.rules[l.cas.Kind]), func(d enrol.Document) bool { return !slices.Contains(l.cas.Documents, d) })
}

// unticks are the ways to take a paper off the checklist: beside it, and until the selfie is taken, since the last
// tick takes the case on by itself.
func (l *Lane) unticks() []Action {
	listed := l.phase != PhaseBlocked || enrol.CodeOf(l.blocked) == enrol.CodeDocuments
	ticked := l.ticked()
	if !listed || len(ticked) == 0 || len(l.cas.Steps) > untickSteps {
		return nil
	}
	if slices.ContainsFunc(ticked, func(d enrol.Document) bool { return l.cas.PagesOf(d) > 0 }) {
		return []Action{ActionUntick, ActionPaperAgain}
	}
	return []Action{ActionUntick}
}

// untick takes a paper off the checklist, and what was photographed of it out of the case. again: it is then
// photographed anew.
func (l *Lane) untick(d enrol.Document, again bool) {
	if !slices.Contains(l.ticked(), d) {
		return
	}
	before, pages := l.cas, l.cas.PagesOf(d)
	c := *before
	c.Documents = slices.DeleteFunc(slices.Clone(c.Documents), func(x enrol.Document) bool { return x == d })
	c.Pages = slices.DeleteFunc(slices.Clone(c.Pages), func(p enrol.Page) bool { return p.Document == d })
	l.cas = &c
	if c.State != enrol.StateOpened && !l.move(enrol.EventReopen) {
		l.cas = before
		return
	}
	l.record("untick", c.ID, map[string]string{"document": string(d), "pages": strconv.Itoa(pages)})
	l.saveDraft()
	if again && l.canPhotograph() {
		l.lookAt(d)
		return
	}
	l.admit()
}
