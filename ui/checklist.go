package ui

import (
	"slices"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// checklist are the papers that a case asks for, always in the same order: a number ticks one that staff have seen,
// and takes the tick off again. What was photographed goes after a question only.
type checklist struct {
	*choice
	phase lane.Phase
	marks []string // what stands on each line
}

func newChecklist(u *UI) question {
	q := &checklist{choice: &choice{ui: u, hint: "papers.hint", remak: func() question { return newChecklist(u) }}, phase: u.view.Phase}
	for _, d := range u.view.Papers {
		mark, sign := paperMark(u, d)
		q.marks, q.signs = append(q.marks, mark), append(q.signs, sign)
		q.take = append(q.take, func() { u.tickPaper(d) })
	}
	q.build(u.words.Say("papers.title"), "document", q.marks)
	return q
}

// paperMark is a paper with how it stands, and the sign for that.
func paperMark(u *UI, d enrol.Document) (mark, sign string) {
	name := u.words.Documents([]enrol.Document{d})
	switch n := pagesOf(u.view, d); {
	case slices.Contains(u.view.Missing, d):
		return name, "ring"
	case n > 0:
		return u.words.Say("papers.photographed", "paper", name, "n", strconv.Itoa(n)), "camera"
	}
	return u.words.Say("papers.seen", "paper", name), "approve"
}

func pagesOf(v lane.View, d enrol.Document) int {
	if v.Case == nil {
		return 0
	}
	return v.Case.PagesOf(d)
}

// tickPaper ticks a paper or takes its tick off.
func (u *UI) tickPaper(d enrol.Document) {
	switch {
	case slices.Contains(u.view.Missing, d):
		u.do(lane.Command{Action: lane.ActionDocument, Document: d})
	case pagesOf(u.view, d) > 0:
		paper := u.words.Documents([]enrol.Document{d})
		u.ask(newSure(u, "paper-again", "camera", func() { u.do(lane.Command{Action: lane.ActionPaperAgain, Document: d}) }, "paper", paper))
	default:
		u.do(lane.Command{Action: lane.ActionUntick, Document: d})
	}
}

// follow draws the list as it stands now; the case that has gone on needs it no more.
func (q *checklist) follow() {
	if q.ui.view.Phase != q.phase {
		q.ui.answer()
		return
	}
	if now := newChecklist(q.ui).(*checklist); !slices.Equal(now.marks, q.marks) {
		q.ui.question = now
		q.ui.stack()
	}
}
