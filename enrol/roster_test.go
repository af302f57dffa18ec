package enrol

import (
	"strings"
	"testing"
	"time"
)

func TestStanding(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		entry Entry
		want  Standing
	}{
		{"Waiting", Entry{}, StandingWaiting},
		{"Present", Entry{Tick: Tick{Mark: MarkPresent}}, StandingPresent},
		{"Absent", Entry{Tick: Tick{Mark: MarkAbsent}}, StandingAbsent},
		{"Barred", Entry{Why: CodeUnderAge}, StandingBarred},
		{"BarredThoughHere", Entry{Tick: Tick{Mark: MarkPresent}, Why: CodeActive}, StandingBarred},
		{"BarredAndAway", Entry{Tick: Tick{Mark: MarkAbsent}, Why: CodeActive}, StandingAbsent},
		{"Done", Entry{Tick: Tick{DoneAt: at}}, StandingDone},
		{"DoneThoughAbsent", Entry{Tick: Tick{DoneAt: at, Mark: MarkAbsent}}, StandingDone},
		{"DoneThoughBarred", Entry{Tick: Tick{DoneAt: at}, Why: CodePhase}, StandingDone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.entry.Standing(); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestEraseAt(t *testing.T) {
	wib := time.FixedZone("WIB", 7*3600)
	r := Roster{From: time.Date(2026, 3, 30, 8, 0, 0, 0, wib)}
	if got, want := r.EraseAt(), time.Date(2026, 4, 3, 0, 0, 0, 0, wib); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSortEntries(t *testing.T) {
	list := []Entry{{Name: "B", Group: "XII"}, {Name: "A", Group: "XII"}, {Name: "Z", Group: "X"}, {Name: "M"}}
	SortEntries(list)
	var order []string
	for _, e := range list {
		order = append(order, e.Group+e.Name)
	}
	if got := strings.Join(order, " "); got != "M XZ XIIA XIIB" {
		t.Error(got)
	}
}

// TestRosterNamesNobody: what a log line or an error would show.
func TestRosterNamesNobody(t *testing.T) {
	e := Expected{Tick: Tick{ID: "x1"}, NIK: "3276014107010001", Name: "SITI"}
	if s := e.String() + (Entry{Tick: e.Tick, Name: "SITI", NIKMasked: "3276 •••• •••• 0001"}).String(); strings.Contains(s, "SITI") || strings.Contains(s, "3276") {
		t.Error(s)
	}
}
