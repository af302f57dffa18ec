package sync

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// rosterMarks is what a counter has to tell of its roster.
type rosterMarks struct {
	unsent  []enrol.RosterMark
	err     error // of listing
	sentErr error
}

func newMarks(n int) *rosterMarks {
	m := &rosterMarks{}
	for i := range n {
		m.unsent = append(m.unsent, enrol.RosterMark{ID: fmt.Sprint("e", i), Mark: enrol.MarkPresent, At: time.Unix(int64(i), 0), By: "siti"})
	}
	return m
}

func (m *rosterMarks) UnsentMarks(_ context.Context, limit int) ([]enrol.RosterMark, error) {
	return append([]enrol.RosterMark(nil), m.unsent[:min(limit, len(m.unsent))]...), m.err
}

func (m *rosterMarks) MarksSent(_ context.Context, sent []enrol.RosterMark) error {
	if m.sentErr == nil {
		m.unsent = m.unsent[len(sent):]
	}
	return m.sentErr
}

// Whatever becomes of a mark the pull follows, and the next upkeep tries again for as
// long as the registry has not heard of it.
func TestBringMarks(t *testing.T) {
	few, large := 2, 2*api.MaxMarks+1
	broken := enrol.NewError(enrol.CodeDBBroken, "x")
	for _, tt := range []struct {
		name  string
		marks *rosterMarks
		err   error // of the registry
		told  int   // in three rounds
		left  int
	}{
		{"OK", newMarks(few), nil, few, 0},
		{"Many", newMarks(large), nil, large, 0},
		{"Full", newMarks(api.MaxMarks), nil, api.MaxMarks, 0},
		{"None", newMarks(0), nil, 0, 0},
		{"Offline", newMarks(few), enrol.NewError(enrol.CodeOffline, "x"), 3 * few, few},
		{"OlderRegistry", newMarks(few), enrol.NewError(enrol.CodeNotFound, "x"), 3 * few, few},
		{"BrokenStore", &rosterMarks{err: broken}, nil, 0, 0},
		{"NotKept", &rosterMarks{unsent: newMarks(few).unsent, sentErr: broken}, nil, 3 * few, few},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, 0, func(s *stand) { s.Marks, s.reg.markErr = tt.marks, tt.err }, func(s *stand) {
				time.Sleep(150 * time.Second)
				s.reg.with(func() {
					if len(s.reg.marks) != tt.told || len(tt.marks.unsent) != tt.left {
						t.Errorf("told of %d with %d left, want %d and %d", len(s.reg.marks), len(tt.marks.unsent), tt.told, tt.left)
					}
				})
				if n := len(s.books.kept()); n != 3 {
					t.Errorf("%d pulls", n)
				}
			})
		})
	}
}
