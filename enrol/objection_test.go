package enrol

import (
	"testing"
	"time"
)

func TestObjectionStands(t *testing.T) {
	wib := time.FixedZone("WIB", 7*60*60)
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, wib)
	for name, tt := range map[string]struct {
		o    Objection
		want bool
	}{
		"None":                      {Objection{}, false},
		"ActiveForEver":             {Objection{CodeActive, now.AddDate(0, -1, 0)}, true},
		"ServedToday":               {Objection{CodeDuplicate, now.Add(-time.Hour)}, true},
		"ServedYesterday":           {Objection{CodeDuplicate, now.AddDate(0, 0, -1)}, false},
		"TodayHereIsYesterdayInUTC": {Objection{CodeDuplicate, time.Date(2026, 3, 1, 17, 30, 0, 0, time.UTC)}, true},
	} {
		if got := tt.o.Stands(now); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
