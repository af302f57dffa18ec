package uidemo

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// ways are the stations where staff put something right, or choose.
func ways() []Scene {
	return []Scene{
		{"56-next-slip", with(decide("lane.decide.match", enrol.BandMatch, 0.81), func(v *lane.View) { v.Next.Slip = true })},
		{"61-next-page", with(page(FamilyCard(), enrol.DocNewestKK), next)},
		{"62-next-selfie", with(takes("lane.selfie", 0), next)},
		{"63-receipt-selfie", with(takes("lane.selfie", 0), receipt)},
		{"64-receipt-next", with(saved(), next, receipt)},
		{"59-contact", contact("bunga.contoh@gmial.com")},
		{"60-contact-long", contact("bunga.contoh@dinas-kependudukan.kota-contoh.go.id")},
		{"45-active-already", with(blocked(enrol.CodeActive, "why", "registry"), func(v *lane.View) {
			v.Actions, v.Presence = append(ends(), lane.ActionReactivate), nil
		})},
		{"58-reactivation", with(decide("lane.decide.match", enrol.BandMatch, 0.81), func(v *lane.View) { v.Case.Kind = enrol.KindReactivate })},
		{"57-papers-ticked", with(blocked(enrol.CodeDocuments, "missing", "ijazah,perekaman"), papers, ticked)},
	}
}

// receipt is that of the one before, which can still be printed.
func receipt(v *lane.View) {
	v.Receipt, v.Actions = v.DoneToday, append(v.Actions, lane.ActionPrint)
}

// contact reads typed data back.
func contact(email enrol.Email) lane.View {
	return with(base(lane.PhaseContact, "lane.contact"), openCase, func(v *lane.View) {
		v.Case.Typed, v.Case.ConsentAt, v.Case.State, v.Case.Resident.Email = true, time.Time{}, enrol.StateEligible, email
		v.Enter, v.Actions = lane.ActionContactRight, append(ends(), lane.ActionContactRight, lane.ActionContact)
	})
}

// ticked has two papers on the list, one of them photographed on two pages.
func ticked(v *lane.View) {
	v.Case.Documents, v.Missing = []enrol.Document{enrol.DocNewestKK, enrol.DocBirth}, v.Papers[2:]
	v.Case.Pages = []enrol.Page{{Document: enrol.DocNewestKK, Size: 1}, {Document: enrol.DocNewestKK, Size: 1}}
	v.Actions = append(v.Actions, lane.ActionUntick, lane.ActionPaperAgain)
}
