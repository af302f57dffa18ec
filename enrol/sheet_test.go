package enrol

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// chainOf makes entries of "kind:case" words, a second apart.
func chainOf(words ...string) []AuditEntry {
	var out []AuditEntry
	for i, w := range words {
		var kind, id string
		if _, err := fmt.Sscanf(w, "%s %s", &kind, &id); err != nil {
			kind = w
		}
		e := AuditEntry{Seq: int64(100 + i), At: time.Date(2026, 3, 4, 8, 0, i, 0, time.UTC), Kind: kind, Actor: "siti", Case: id,
			Data: map[string]string{"kind": "new"}}
		if id == "t" {
			e.Data["training"] = "true"
		}
		out = append(out, e)
	}
	return out
}

func item(id string, state State, d Delivery, a Answer) Item {
	return Item{ID: id, State: state, Delivery: d, Answer: a, Training: id == "t"}
}

func TestReckon(t *testing.T) {
	sent := item("a", StateApproved, DeliveryAnswered, AnswerAccepted)
	for _, tt := range []struct {
		name  string
		books ShiftBooks
		want  Sheet // the counts
		odd   []OddCase
	}{
		{"Empty", ShiftBooks{}, Sheet{}, nil},
		{"Whole", ShiftBooks{
			Entries: chainOf("login", "open a", "approve a", "open b", "override b", "approve b", "open c", "reject c", "open d", "park d", "open e", "cancel e", "open f", "answer a"),
			Cases: []Item{sent, item("b", StateApproved, DeliveryQueued, ""), item("c", StateRejected, DeliveryQueued, ""),
				item("d", StateParked, "", "")},
			Gone: []string{"e"}, Open: []OpenCase{{ID: "f"}}},
			Sheet{Opened: 6, Approved: 2, Rejected: 1, Parked: 1, Cancelled: 1, HandedOver: 1, Delivered: 1, Waiting: 1, Overrides: 1}, nil},
		{"ParkedAndBack", ShiftBooks{Entries: chainOf("open a", "park a", "approve a"), Cases: []Item{sent}},
			Sheet{Opened: 1, Approved: 1, Delivered: 1}, nil},
		{"ParkedAndBackAndStillOpen", ShiftBooks{Entries: chainOf("open a", "park a"), Cases: []Item{item("a", StateParked, "", "")}, Open: []OpenCase{{ID: "a"}}},
			Sheet{Opened: 1, HandedOver: 1}, nil},
		{"TakenOver", ShiftBooks{Entries: chainOf("approve a"), Cases: []Item{sent}, Open: []OpenCase{{ID: "z"}}},
			Sheet{TakenOver: 2, Approved: 1, HandedOver: 1, Delivered: 1}, nil},
		{"RefusedByTheRegistry", ShiftBooks{Entries: chainOf("open a", "approve a"), Cases: []Item{item("a", StateApproved, DeliveryAnswered, AnswerRefused)}},
			Sheet{Opened: 1, Approved: 1, Refused: 1}, nil},
		{"TrainingDoesNotCount", ShiftBooks{Entries: chainOf("open t", "approve t"), Cases: []Item{item("t", StateApproved, "", "")}}, Sheet{}, nil},
		{"AnsweredOfEarlier", ShiftBooks{Entries: chainOf("answer a"), Cases: []Item{sent}, Known: map[string]bool{"a": true}}, Sheet{}, nil},
		{"ErrLost", ShiftBooks{Entries: chainOf("open a", "open b", "approve b"), Cases: []Item{item("b", StateApproved, DeliverySending, "")}},
			Sheet{Opened: 2, Approved: 1, Waiting: 1}, []OddCase{{"a", FaultLost, 100}}},
		{"ErrGoneFromTheTable", ShiftBooks{Entries: chainOf("open a", "approve a")}, Sheet{Opened: 1, Approved: 1}, []OddCase{{"a", FaultState, 101}}},
		{"ErrOtherState", ShiftBooks{Entries: chainOf("open a", "reject a"), Cases: []Item{sent}}, Sheet{Opened: 1, Rejected: 1}, []OddCase{{"a", FaultState, 101}}},
		{"ErrCancelledButThere", ShiftBooks{Entries: chainOf("open a", "cancel a"), Cases: []Item{sent}}, Sheet{Opened: 1, Cancelled: 1}, []OddCase{{"a", FaultState, 101}}},
		{"ErrNothingToDeliver", ShiftBooks{Entries: chainOf("open a", "approve a"), Cases: []Item{item("a", StateApproved, "", "")}},
			Sheet{Opened: 1, Approved: 1}, []OddCase{{"a", FaultDelivery, 101}}},
		{"ErrUnrecorded", ShiftBooks{Entries: chainOf("login"), Cases: []Item{sent}}, Sheet{}, []OddCase{{"a", FaultUnrecorded, 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Reckon(tt.books)
			counts := got
			counts.Open, counts.Odd, counts.Kinds, counts.People = nil, nil, nil, nil
			counts.From, counts.Until, counts.FromSeq, counts.UntilSeq = time.Time{}, time.Time{}, 0, 0
			if fmt.Sprint(counts) != fmt.Sprint(tt.want) {
				t.Errorf("got  %+v\nwant %+v", counts, tt.want)
			}
			if !slices.Equal(got.Odd, tt.odd) {
				t.Errorf("odd %+v, want %+v", got.Odd, tt.odd)
			}
			if got.Adds() != (len(tt.odd) == 0) {
				t.Errorf("adds up: %v", got.Adds())
			}
		})
	}
}

// TestSheetCountsDespite: approvals of faces that differ are counted, training's and other ends are not.
func TestSheetCountsDespite(t *testing.T) {
	entries := chainOf("open a", "approve a", "open b", "approve b", "open c", "reject c", "open t", "approve t")
	for i := range entries {
		entries[i].Data["band"] = string(BandNoMatch)
		if entries[i].Case == "b" {
			entries[i].Data["band"] = string(BandMatch)
		}
	}
	s := Reckon(ShiftBooks{Entries: entries, Cases: []Item{item("a", StateApproved, DeliveryAnswered, AnswerAccepted),
		item("b", StateApproved, DeliveryQueued, ""), item("c", StateRejected, DeliveryQueued, ""), item("t", StateApproved, "", "")}})
	if s.Approved != 2 || s.Despite != 1 || !s.Adds() {
		t.Errorf("%+v", s)
	}
}
