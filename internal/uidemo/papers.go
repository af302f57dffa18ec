package uidemo

import (
	"image"
	"sync"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/paper"
)

// FamilyCard is a drawn KK as it was straightened; each time it takes is the first.
var FamilyCard = sync.OnceValue(func() image.Image { return drawn.FamilyCard(4) })

// Certificate is a drawn birth certificate.
var Certificate = sync.OnceValue(func() image.Image { return drawn.Certificate(4) })

// paper is the lane waiting for the second page of a paper.
func paper(prompt string, corners [4]image.Point, progress float64) lane.View {
	return with(base(lane.PhasePaper, prompt), openCase, papers, func(v *lane.View) {
		v.Case.State, v.Case.Selfie = enrol.StateOpened, nil
		v.Case.Documents = []enrol.Document{enrol.DocNewestKK}
		v.Case.Pages = []enrol.Page{{Document: enrol.DocNewestKK}, {Document: enrol.DocNewestKK}}
		v.Missing = v.Missing[1:]
		v.Page = lane.PageView{Document: enrol.DocBirth, Number: 1}
		v.Args = map[string]string{"document": string(enrol.DocBirth)}
		v.CardBox, v.Countdown, v.Enter = corners, progress, lane.ActionTakeNow
		v.Actions = append(ends(), lane.ActionTakeNow, lane.ActionDocument, lane.ActionOtherPaper, lane.ActionPaperBack)
	})
}

// page is a straightened page before staff: of the newest KK, which comes first, or of a paper after it.
func page(img image.Image, d enrol.Document) lane.View {
	return with(paper("lane.page", [4]image.Point{}, 0), func(v *lane.View) {
		if v.Page.Document, v.Args = d, map[string]string{"document": string(d)}; d == enrol.DocNewestKK {
			v.Case.Documents, v.Case.Pages, v.Missing = nil, nil, append([]enrol.Document{d}, v.Missing...)
		}
		v.Phase, v.Page.Image, v.Enter = lane.PhasePage, img, lane.ActionKeepPage
		v.Actions = append(ends(), lane.ActionKeepPage, lane.ActionRetake, lane.ActionTurnPage, lane.ActionMorePages, lane.ActionPaperBack)
	})
}
