package ui

import (
	"slices"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// TestChecklistTicksAndUnticks: a number ticks a paper, the same number takes the tick off again, and the list shows
// at once what stands.
func TestChecklistTicksAndUnticks(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("07-blocked-papers")
	r.press(named("F7"))
	for _, want := range []lane.Action{lane.ActionDocument, lane.ActionUntick, lane.ActionDocument} {
		r.digits("2")
		if got := r.sent(); got.Action != want || got.Document != enrol.DocBirth {
			t.Fatalf("asked for %s %s, want %s", got.Action, got.Document, want)
		}
		v, c := r.view, *r.view.Case
		v.Case = &c
		mark := "akta kelahiran"
		if want == lane.ActionDocument {
			c.Documents, v.Missing = []enrol.Document{enrol.DocBirth}, slices.DeleteFunc(slices.Clone(v.Papers), func(d enrol.Document) bool { return d == enrol.DocBirth })
			mark += ": dilihat"
		} else {
			c.Documents, v.Missing = nil, v.Papers
		}
		r.arrived(v)
		if q, open := r.question.(*checklist); !open || q.marks[1] != mark {
			t.Fatalf("after %s the list shows %+v", want, r.question)
		}
	}
	r.scene("08-consent") // the last tick took the case on
	if r.question != nil {
		t.Error("the list stays open")
	}
}

// TestPapersWhileAgreeing: where the last tick took the case on, the list is still to be had.
func TestPapersWhileAgreeing(t *testing.T) {
	for scene, other := range map[string]lane.Action{"08-consent": lane.ActionConsent, "09-selfie": lane.ActionTakeNow} {
		r := MustRig(t, "id", false)
		r.scene(scene)
		v, c := r.view, *r.view.Case
		c.Documents = []enrol.Document{enrol.DocKK}
		v.Case, v.Papers, v.Actions = &c, c.Documents, append(slices.Clone(v.Actions), lane.ActionUntick)
		r.arrived(v)
		r.press(named("F7"))
		r.digits("1")
		if got := r.sent(); got.Action != lane.ActionUntick || got.Document != enrol.DocKK || !v.Can(other) {
			t.Errorf("%s: asked for %s %s", scene, got.Action, got.Document)
		}
	}
}
