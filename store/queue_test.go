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
	must(t, s.Settle(ctx, []enrol.Receipt{
		{ID: all[0].ID, Answer: enrol.AnswerAccepted, Account: enrol.AccountBounced, At: noon},
		{ID: all[5].ID, Answer: enrol.AnswerRefused, Code: enrol.CodeQRUsed, At: noon},
	}))
	must(t, s.Fail(ctx, []enrol.Failure{{ID: all[4].ID, Code: enrol.CodeRefused, At: noon}}))
	tests := []struct {
		name  string
		query enrol.Query
		want  []int // indexes into all
	}{
		{"All", enrol.Query{}, []int{6, 5, 4, 3, 2, 1, 0}},
		{"Page", enrol.Query{Limit: 2}, []int{6, 5}},
		{"NextPage", enrol.Query{Limit: 2, Before: all[5].ID}, []int{4, 3}},
		{"LastPage", enrol.Query{Limit: 5, Before: all[1].ID}, []int{0}},
		{"Pending", enrol.Query{Filter: enrol.FilterPending, Before: all[3].ID}, []int{2, 1}},
		{"PendingWithHeldAndRefused", enrol.Query{Filter: enrol.FilterPending}, []int{6, 5, 4, 3, 2, 1}},
		{"PendingPage", enrol.Query{Filter: enrol.FilterPending, Limit: 2, Before: all[6].ID}, []int{5, 4}},
		{"Attention", enrol.Query{Filter: enrol.FilterAttention}, []int{5, 4, 0}},
		{"AttentionNextPage", enrol.Query{Filter: enrol.FilterAttention, Before: all[5].ID}, []int{4, 0}},
		{"AttentionNewer", enrol.Query{Filter: enrol.FilterAttention, After: all[4].ID}, []int{5}},
		{"AttentionByNIK", enrol.Query{Filter: enrol.FilterAttention, Text: string(all[5].Resident.NIK)}, []int{5}},
		{"NIK", enrol.Query{Text: string(all[3].Resident.NIK)}, []int{3}},
		{"NIKTyped", enrol.Query{Text: " 3276-0141-0190-0004 "}, []int{3}},
		{"NIKUnknown", enrol.Query{Text: "3276014101905555"}, nil},
		{"Masked", enrol.Query{Text: all[2].Resident.NIK.Masked()}, []int{2}},
		{"MaskedDigits", enrol.Query{Text: "3276 0003"}, []int{2}},
		{"Last", enrol.Query{Text: "0003"}, []int{2}},
		{"LastOfNobody", enrol.Query{Text: "9999"}, nil},
		{"LastOfMine", enrol.Query{Filter: enrol.FilterMine, Operator: "petugas1", Text: "0003"}, []int{2}},
		{"LastOfAttention", enrol.Query{Filter: enrol.FilterAttention, Text: "0006"}, []int{5}},
		{"TooShort", enrol.Query{Text: "327601"}, nil},
		{"TooLong", enrol.Query{Text: string(all[3].Resident.NIK) + "1"}, nil},
		{"ID", enrol.Query{Text: all[4].ID}, []int{4}},
		{"IDUpper", enrol.Query{Text: " " + all[4].ID[:35] + " "}, match(all, all[4].ID[:35])},
		{"Nonsense", enrol.Query{Text: "x' OR 1=1 --"}, nil},
		{"Newer", enrol.Query{After: all[3].ID, Limit: 2}, []int{5, 4}},
		{"Oldest", enrol.Query{After: "0", Limit: 3}, []int{2, 1, 0}},
		{"PendingNewer", enrol.Query{Filter: enrol.FilterPending, After: "0", Limit: 2}, []int{2, 1}},
		{"Today", enrol.Query{Filter: enrol.FilterToday, Now: noon, Limit: 2}, []int{6, 5}},
		{"TodayNextPage", enrol.Query{Filter: enrol.FilterToday, Now: noon, Before: all[1].ID}, []int{0}},
		{"Tomorrow", enrol.Query{Filter: enrol.FilterToday, Now: noon.AddDate(0, 0, 1)}, nil},
		{"Mine", enrol.Query{Filter: enrol.FilterMine, Operator: "petugas1", Limit: 1}, []int{6}},
		{"Nobodys", enrol.Query{Filter: enrol.FilterMine, Operator: "x"}, nil},
		{"MineByNIK", enrol.Query{Filter: enrol.FilterMine, Operator: "petugas1", Text: string(all[3].Resident.NIK)}, []int{3}},
		{"Refused", enrol.Query{Filter: enrol.FilterRefused}, []int{5}},
		{"Held", enrol.Query{Filter: enrol.FilterHeld}, []int{4}},
		{"Mail", enrol.Query{Filter: enrol.FilterMail}, []int{0}},
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
		"last four": {Text: "0001", Before: "x"}, "last four of attention": {Filter: enrol.FilterAttention, Text: "0001"},
		"id": {Text: "01a"}, "pending page": {Filter: enrol.FilterPending, Before: "x"},
		"newer": {After: "x"}, "oldest of mine": {Filter: enrol.FilterMine, Operator: "x", After: "0"},
	} {
		queries[name], _ = s.itemSQL(q)
	}
	for _, f := range enrol.Filters {
		queries["filter "+string(f)], _ = s.itemSQL(enrol.Query{Filter: f, Operator: "x", Now: noon, Before: "x"})
	}
	queries["codes"] = `SELECT count(*) FROM cases WHERE ` + codes(noon)
	queries["story"], queries["day"], queries["shift"] = sqlStory, sqlDay, sqlShift
	for name, q := range queries {
		rows, err := s.readers.Query("EXPLAIN QUERY PLAN "+q, make([]any, strings.Count(q, "?"))...)
		must(t, err)
		for rows.Next() {
			var id, parent, unused int
			var detail string
			must(t, rows.Scan(&id, &parent, &unused, &detail))
			// A page ends by itself; the index of refused cases holds nothing else.
			ends := name == "page" || detail == "SCAN regions" || strings.Contains(detail, "INDEX cases_refused") || strings.Contains(detail, "INDEX cases_mail")
			if strings.HasPrefix(detail, "SCAN ") && !strings.HasPrefix(detail, "SCAN (") && !ends {
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
