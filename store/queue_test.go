package store

import (
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestItems(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	var all []enrol.Case
	for i := range 7 {
		all = append(all, MustDecide(t, s, i))
	}
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: all[0].ID, Answer: enrol.AnswerAccepted, At: noon}}))
	tests := []struct {
		name  string
		query enrol.Query
		want  []int // indexes into all
	}{
		{"All", enrol.Query{}, []int{6, 5, 4, 3, 2, 1, 0}},
		{"Page", enrol.Query{Limit: 2}, []int{6, 5}},
		{"NextPage", enrol.Query{Limit: 2, Before: all[5].ID}, []int{4, 3}},
		{"LastPage", enrol.Query{Limit: 5, Before: all[1].ID}, []int{0}},
		{"Pending", enrol.Query{Pending: true, Before: all[3].ID}, []int{2, 1}},
		{"NIK", enrol.Query{Text: string(all[3].Resident.NIK)}, []int{3}},
		{"NIKTyped", enrol.Query{Text: " 3276-0141-0190-0004 "}, []int{3}},
		{"NIKUnknown", enrol.Query{Text: "3276014101905555"}, nil},
		{"Masked", enrol.Query{Text: all[2].Resident.NIK.Masked()}, []int{2}},
		{"MaskedDigits", enrol.Query{Text: "3276 0003"}, []int{2}},
		{"ID", enrol.Query{Text: all[4].ID}, []int{4}},
		{"IDUpper", enrol.Query{Text: " " + all[4].ID[:35] + " "}, match(all, all[4].ID[:35])},
		{"Nonsense", enrol.Query{Text: "x' OR 1=1 --"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, err := s.Items(ctx, tt.query)
			must(t, err)
			if len(items) != len(tt.want) {
				t.Fatalf("%d items, want %d", len(items), len(tt.want))
			}
			for i, it := range items {
				if it.ID != all[tt.want[i]].ID {
					t.Errorf("item %d is another one", i)
				}
			}
		})
	}
}

// match lists, the newest first, the cases whose id begins with prefix.
func match(all []enrol.Case, prefix string) []int {
	var out []int
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].ID[:len(prefix)] == prefix {
			out = append(out, i)
		}
	}
	return out
}

// No query that the lane or the worker asks may walk through a million cases.
func TestIndexes(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	queries := map[string]string{
		"pending": sqlPending, "held": sqlHeld, "refused": sqlRefused, "retry all": sqlRetryAll, "due": sqlDue,
		"next due": sqlNextDue, "recover": sqlRecover, "counts": sqlCounts, "median": sqlMedian,
	}
	for name, q := range map[string]enrol.Query{
		"page": {}, "deep page": {Before: "x"}, "NIK": {Text: "3276014101900001"}, "masked": {Text: "32760001"},
		"id": {Text: "01a"}, "pending page": {Pending: true, Before: "x"},
	} {
		queries[name], _ = s.itemSQL(q)
	}
	for name, q := range queries {
		rows, err := s.readers.Query("EXPLAIN QUERY PLAN "+q, make([]any, strings.Count(q, "?"))...)
		must(t, err)
		for rows.Next() {
			var id, parent, unused int
			var detail string
			must(t, rows.Scan(&id, &parent, &unused, &detail))
			// A page ends by itself; the index of refused cases holds nothing else.
			ends := name == "page" || strings.HasSuffix(detail, "COVERING INDEX cases_refused")
			if strings.HasPrefix(detail, "SCAN cases") && !ends {
				t.Errorf("%s: %s", name, detail)
			}
		}
		must(t, rows.Close())
	}
}

func FuzzItems(f *testing.F) {
	s := MustOpen(f, f.TempDir())
	c := MustDecide(f, s, 1)
	for _, text := range []string{"", "3276", string(c.Resident.NIK), c.Resident.NIK.Masked(), c.ID, "%", "'; DROP TABLE cases", "\x00", "\xff"} {
		f.Add(text, "")
	}
	f.Fuzz(func(t *testing.T, text, before string) {
		if _, err := s.Items(t.Context(), enrol.Query{Text: text, Before: before, Limit: 3}); err != nil {
			t.Fatal(err)
		}
	})
}
