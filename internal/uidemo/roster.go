package uidemo

import (
	"context"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Roster answers a school's in the middle of its day, with what was marked meanwhile;
// CodeNotFound where NoRoster is set.
func (d *Desk) Roster(context.Context, time.Time) (enrol.RosterDay, error) {
	if d.NoRoster {
		return enrol.RosterDay{}, enrol.NewError(enrol.CodeNotFound, "read roster")
	}
	out := Roster()
	for i, e := range out.Entries {
		if m, ok := d.Marks[e.ID]; ok {
			out.Entries[i].Mark, out.Entries[i].MarkAt = m, Now
		}
	}
	return out, nil
}

// MarkExpected keeps the mark.
func (d *Desk) MarkExpected(_ context.Context, id string, m enrol.Mark, by string) error {
	if d.Marks == nil {
		d.Marks = map[string]enrol.Mark{}
	}
	if d.Err == nil {
		d.Marks[id] = m
	}
	return d.did("mark %s %q %s", id, string(m), by)
}

// Names of invented pupils.
var (
	pupils   = []string{"ADITYA", "BUNGA", "CITRA", "DIMAS", "EKA", "FARHAN", "GITA", "HANIF", "INTAN", "JOKO", "KIRANA", "LUTFI", "MAYA", "NADIA", "OKI", "PUTRI"}
	surnames = []string{"RAMADHAN", "LESTARI", "NUGROHO", "PERMATA", "SAPUTRA", "WULANDARI", "HIDAYAT", "KUSUMA", "ANGGRAINI", "PRASETYO"}
)

// Roster is a made-up school's: 160 pupils in five classes, 47 of them done by Now.
func Roster() enrol.RosterDay {
	y, m, day := Now.Date()
	at := func(hour, minute int) time.Time { return time.Date(y, m, day, hour, minute, 0, 0, Now.Location()) }
	out := enrol.RosterDay{Roster: enrol.Roster{ID: "school", Title: "SMAN 3 Contoh", From: at(8, 0), Until: at(15, 30)}}
	for i := range 160 {
		e := enrol.Entry{Tick: enrol.Tick{ID: fmt.Sprintf("pupil-%03d", i)}, NIKMasked: enrol.NIK(fmt.Sprintf("327600%010d", 4307080001+i*37)).Masked(),
			Name: pupils[i*7%len(pupils)] + " " + surnames[i*3%len(surnames)], Group: fmt.Sprintf("XII %s %d", []string{"IPA", "IPS"}[i/32%2], 1+i/64)}
		switch {
		case i < 47:
			e.DoneAt = at(8, 14).Add(time.Duration(i*148+i*i%97) * time.Second)
		case i%29 == 5:
			e.Why = []enrol.Code{enrol.CodeUnderAge, enrol.CodeActive, enrol.CodePhase, enrol.CodeNotFound}[i%4]
		case i%41 == 7:
			e.Mark, e.MarkAt = enrol.MarkAbsent, at(8, 5)
		case i > 47 && i < 52:
			e.Mark, e.MarkAt = enrol.MarkPresent, at(10, 9)
		}
		out.Entries = append(out.Entries, e)
	}
	enrol.SortEntries(out.Entries)
	return out
}
