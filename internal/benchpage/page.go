package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// page is what is said around the figures, and what they have to reach.
type page struct {
	title, intro string
	bars         []bar
}

// bar is a limit for one metric of one benchmark.
type bar struct {
	what      string
	benchmark string
	unit      string
	limit     float64
	least     bool // the limit is a minimum
}

var pages = map[string]page{
	"store": {
		title: "The counter's database",
		intro: "Written by `make bench-store` (`GERAI_BENCH_DIR` names the disk, `GERAI_BENCH_CASES` the history). A decision takes turns\n" +
			"with a bare go-sqlite3 program that commits a packet of the same case with the same pragmas, so that the ratio of\n" +
			"throughput holds on a busy machine too. The milliseconds do not: both wait for processors and a disk that others\n" +
			"use, so the bare program's stand beside ours. A packet's envelope (a fresh key, encapsulated) is made while the draft\n" +
			"is saved, as in the lane; Unprepared is without that, Commit with a packet that was sealed before. The history's indexes\n" +
			"grew with it, and both write-ahead logs have their length.",
		bars: []bar{
			{"approve to saved, p99, ms", "Decide/Whole", "p99-ms", 50, false},
			{"the bare program in the same run, p99, ms (for comparison)", "Decide/Whole", "bare-p99-ms", 50, false},
			{"throughput against the bare program", "Decide/Whole", "ratio", 0.5, true},
			{"first page of the queue, p99, ms", "Items/FirstPage", "p99-ms", 50, false},
			{"search by NIK, p99, ms", "Items/NIK", "p99-ms", 50, false},
			{"search by masked NIK, p99, ms", "Items/Masked", "p99-ms", 50, false},
			{"start after a clean end, longest, ms", "Start/Clean", "max-ms", 1000, false},
			{"start after a kill, longest, ms", "Start/Unclean", "max-ms", 1000, false},
		},
	},
	"registry": {
		title: "The registry",
		intro: "Written by `make bench-registry`. PostgreSQL (`fsync=on`) and the program share the machine. Intake and pgbench take turns\n" +
			"in one run, with the same rows in the same transactions at the same concurrency. In the rush a thousand residents enter their\n" +
			"code, choose PIN and password and log in at the same moment, over real sockets, the phones on the same machine. Of a request\n" +
			"that is let in, argon2id itself is taken off (its cost is lowered in this run, so that it ends; it is a constant of the\n" +
			"machine); standing in line and waiting for a turn to hash count. Who is told to wait comes back as the page says.",
		bars: []bar{
			{"intake on PostgreSQL against pgbench, %", "Intake", "%-of-pgbench", 40, true},
			{"intake at half that load, p99, ms", "Intake", "half-load-p99-ms", 100, false},
			{"a million residents into SQLite, s", "Import/SQLite", "s", 120, false},
			{"a million residents into PostgreSQL, s", "Import/PostgreSQL", "s", 120, false},
			{"the same million again into SQLite, s", "Import/SQLite", "again-s", 120, false},
			{"the same million again into PostgreSQL, s", "Import/PostgreSQL", "again-s", 120, false},
			{"largest resident set of both imports, SQLite within it, MB", "Import/SQLite", "peak-RSS-MB", 100, false},
			{"largest resident set of both imports, PostgreSQL beside it, MB", "Import/PostgreSQL", "peak-RSS-MB", 100, false},
			{"rows that the second import changes, SQLite", "Import/SQLite", "changed-again", 0, false},
			{"rows that the second import changes, PostgreSQL", "Import/PostgreSQL", "changed-again", 0, false},
			{"rush on SQLite, a request that is let in, beyond the hash, p99, ms", "Rush/SQLite", "beyond-hash-p99-ms", 500, false},
			{"rush on SQLite, requests let in without an error (three each)", "Rush/SQLite", "let-in", 3000, true},
			{"rush on PostgreSQL, a request that is let in, beyond the hash, p99, ms", "Rush/PostgreSQL", "beyond-hash-p99-ms", 500, false},
			{"rush on PostgreSQL, requests let in without an error (three each)", "Rush/PostgreSQL", "let-in", 3000, true},
		},
	},
}

func pageNames() []string { return slices.Sorted(maps.Keys(pages)) }

func (p page) write(out io.Writer, results []result) {
	fmt.Fprint(out, "| to be reached | must | measured | |\n|---|--:|--:|---|\n")
	for _, b := range p.bars {
		measured, verdict := "not measured", "open"
		if v, ok := b.find(results); ok {
			measured, verdict = number(v), "missed"
			if b.met(v) {
				verdict = "met"
			}
		}
		sign := "≤"
		if b.least {
			sign = "≥"
		}
		fmt.Fprintf(out, "| %s | %s %s | %s | %s |\n", b.what, sign, number(b.limit), measured, verdict)
	}
	fmt.Fprint(out, "\n| benchmark | figures |\n|---|---|\n")
	for _, r := range results {
		var parts []string
		for _, m := range r.metrics {
			parts = append(parts, number(m.value)+" "+m.unit)
		}
		fmt.Fprintf(out, "| %s | %s |\n", r.name, strings.Join(parts, ", "))
	}
}

func (b bar) find(results []result) (float64, bool) {
	for _, r := range results {
		if r.name == b.benchmark {
			return r.get(b.unit)
		}
	}
	return 0, false
}

func (b bar) met(v float64) bool {
	if b.least {
		return v >= b.limit
	}
	return v <= b.limit
}

// number is as exact as a figure of a shared machine can be.
func number(v float64) string {
	switch {
	case v == float64(int64(v)):
		return strconv.FormatInt(int64(v), 10)
	case v >= 100 || v <= -100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}
