package enrol_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestCheckStops(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	all := enrol.Stops{MaxPending: 10, MaxAge: time.Hour, MaxSinceSync: 2 * time.Hour, MinFreeDisk: 1000}
	for _, tt := range []struct {
		name  string
		stops enrol.Stops
		b     enrol.Backlog
		free  int64
		which string
	}{
		{"NoLimits", enrol.Stops{}, enrol.Backlog{Pending: 1 << 20, Oldest: now.AddDate(-1, 0, 0), LastSync: now.AddDate(-1, 0, 0)}, 0, ""},
		{"AllWell", all, enrol.Backlog{Pending: 9, Oldest: now.Add(-time.Hour), LastSync: now.Add(-2 * time.Hour)}, 1000, ""},
		{"Pending", all, enrol.Backlog{Pending: 10}, 1000, "pending"},
		{"PendingAndHeld", all, enrol.Backlog{Pending: 7, Held: 3}, 1000, "pending"},
		{"HeldOfAnEarlierDevice", all, enrol.Backlog{Pending: 7, Held: 300, Earlier: 298}, 1000, ""},
		{"HeldOfBoth", all, enrol.Backlog{Pending: 7, Held: 300, Earlier: 297}, 1000, "pending"},
		{"Age", all, enrol.Backlog{Oldest: now.Add(-time.Hour - 1)}, 1000, "age"},
		{"ReceiptsWithoutSettings", all, enrol.Backlog{LastSync: now.Add(-time.Hour), Pulled: now.Add(-2*time.Hour - 1)}, 1000, "sync"},
		{"Sync", all, enrol.Backlog{LastSync: now.Add(-2*time.Hour - 1)}, 1000, "sync"},
		{"NeverSynced", all, enrol.Backlog{}, 1000, ""},
		{"Disk", all, enrol.Backlog{}, 999, "disk"},
		{"DiskUnknown", all, enrol.Backlog{}, -1, ""},
		{"FirstOfTwo", all, enrol.Backlog{Pending: 11}, 0, "pending"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.stops.CheckStops(tt.b, tt.free, now)
			if tt.which == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if e := asError(t, err); e.Code != enrol.CodeHardStop || e.Details["which"] != tt.which {
				t.Errorf("%v %v, want %s", e, e.Details, tt.which)
			}
		})
	}
}
