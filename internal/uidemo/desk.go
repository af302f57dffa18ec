package uidemo

import (
	"context"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Desk answers made-up figures and keeps what it was told to do.
type Desk struct {
	Done []string // "attend <id>", "export <folder> <ids>" …
	Err  error    // of everything that does something

	Entries []enrol.AuditEntry // of every story; nil: what happens to most cases

	NoRoster bool                  // nothing is expected at this outlet
	Marks    map[string]enrol.Mark // by hand, by the person's id
}

func (d *Desk) did(what string, args ...any) error {
	d.Done = append(d.Done, fmt.Sprintf(what, args...))
	return d.Err
}

// Story answers what happens to most cases, unless Entries say otherwise.
func (d *Desk) Story(_ context.Context, id string) ([]enrol.AuditEntry, error) {
	if d.Entries != nil {
		return d.Entries, nil
	}
	at := func(s int) time.Time { return Now.Add(-time.Hour + time.Duration(s)*time.Second) }
	return []enrol.AuditEntry{
		{Seq: 1, At: at(0), Kind: "open", Actor: "siti", Case: id, Data: map[string]string{"kind": "new"}},
		{Seq: 2, At: at(1), Kind: "override", Actor: "penyelia", Case: id, Data: map[string]string{"code": "phase"}},
		{Seq: 3, At: at(9), Kind: "approve", Actor: "siti", Case: id, Data: map[string]string{
			"steps": "opened+0 eligible+1100 consented+1100 captured+5200 compared+6000 approved+9000"}},
		{Seq: 4, At: at(95), Kind: "answer", Actor: "system", Case: id, Data: map[string]string{"answer": "refused", "code": "qr-used"}},
		{Seq: 5, At: at(600), Kind: "follow", Actor: "siti", Case: id, Data: map[string]string{"by": "0195794a-000000900001"}},
		{Seq: 6, At: at(609), Kind: "attend", Actor: "siti", Case: id, Data: map[string]string{"by": "0195794a-000000900001"}},
	}, nil
}

// Attend keeps the wish.
func (d *Desk) Attend(_ context.Context, id, actor string) error {
	return d.did("attend %s %s", id, actor)
}

// Export keeps the wish.
func (d *Desk) Export(_ context.Context, folder, actor string, ids ...string) (string, int, error) {
	return folder + "/packets.gerai", 3, d.did("export %s %v", actor, ids)
}

// Import keeps the wish.
func (d *Desk) Import(_ context.Context, _, actor string) (enrol.Carried, error) {
	return enrol.Carried{Receipts: 3}, d.did("import %s", actor)
}

// Resend keeps the wish.
func (d *Desk) Resend(_ context.Context, id, actor string) error {
	return d.did("resend %s %s", id, actor)
}

// waiting is since when the day's packets wait that the registry has not answered.
func waiting(now time.Time) (out []time.Time) {
	for _, minutes := range []time.Duration{3, 10, 12, 15, 17} {
		out = append(out, now.Add(-minutes*time.Minute))
	}
	return out
}

// Day answers a busy one's figures.
func (d *Desk) Day(_ context.Context, now time.Time) (enrol.Day, error) {
	day := enrol.NewDay(DayCases(now), 2, waiting(now), now)
	names := map[string]string{"siti": "Siti Rahmawati", "budi": "Budi Santoso", "rahmat": "Rahmat Hidayat"}
	for i, p := range day.People {
		day.People[i].Name = names[p.Operator]
	}
	return day, nil
}

// DayCases are those of a made-up day until now.
func DayCases(now time.Time) []enrol.DayCase {
	var out []enrol.DayCase
	y, m, day := now.Date()
	for i := range 64 {
		at := time.Date(y, m, day, 8, (i*i*3)%160, 0, 0, now.Location())
		c := enrol.DayCase{Kind: enrol.KindNew, State: enrol.StateApproved, Operator: []string{"siti", "budi", "rahmat"}[i%3], DecidedAt: at,
			Served: time.Duration(6+i%9) * time.Second, Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerAccepted}
		switch {
		case i%11 == 3:
			c.State, c.Reason = enrol.StateRejected, enrol.RejectReasons[i%3]
		case i%9 == 4:
			c.Kind = enrol.KindReactivate
		case i%13 == 5:
			c.State, c.Reason, c.Delivery = enrol.StateParked, enrol.ReasonBringPapers, ""
			c.Kind = enrol.KindFirstCard
		case i%17 == 6:
			c.Answer, c.Code = enrol.AnswerRefused, enrol.CodeQRUsed
		case i > 58:
			c.Delivery, c.Answer = enrol.DeliveryQueued, ""
		}
		out = append(out, c)
	}
	return out
}

// Reached is a counter's sum.
func (d *Desk) Reached(context.Context) (enrol.Reach, error) {
	return enrol.Reach{Acknowledged: 1234, Active: 1017, Told: Now.Add(-4 * time.Minute)}, nil
}

// Settings are an outlet's.
func (d *Desk) Settings(context.Context) (enrol.Settings, error) {
	return enrol.Settings{Outlet: "depok-1", OutletName: "Drive Thru De Fast",
		Opening: enrol.Opening{Count: 1560, Since: time.Date(2022, 9, 1, 0, 0, 0, 0, time.UTC)}}, nil
}

// Shift answers one that adds up.
func (d *Desk) Shift(context.Context) (enrol.Sheet, error) { return Sheet(), nil }

// Sheet is a made-up shift, which is DayCases with one case that was given up and one that is half-done.
func Sheet() enrol.Sheet {
	return enrol.Sheet{Outlet: "depok-1", OutletName: "Drive Thru De Fast", Device: "pc-1", From: Now.Add(-3 * time.Hour), Until: Now,
		FromSeq: 4001, UntilSeq: 4310, Opened: 65, TakenOver: 1, Approved: 54, Rejected: 6, Parked: 4, Cancelled: 1, HandedOver: 1,
		Delivered: 47, Waiting: 5, Refused: 2, Overrides: 2, Exceptions: 1,
		Kinds: []enrol.KindFigures{{Kind: enrol.KindNew, Approved: 48, Rejected: 6}, {Kind: enrol.KindReactivate, Approved: 6}, {Kind: enrol.KindFirstCard, Parked: 4}},
		People: []enrol.PersonFigures{{Operator: "budi", Name: "Budi Santoso", Cases: 21}, {Operator: "rahmat", Name: "Rahmat Hidayat", Cases: 21},
			{Operator: "siti", Name: "Siti Rahmawati", Cases: 22}},
		Names: map[string]string{"budi": "Budi Santoso", "rahmat": "Rahmat Hidayat", "siti": "Siti Rahmawati", "penyelia": "Retno Wulandari"},
		Open:  []enrol.OpenCase{{ID: "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e", NIKMasked: "3276 •••• •••• 0001", State: enrol.StateConsented, Operator: "siti", Since: Now.Add(-5 * time.Minute)}}}
}

// CloseShift keeps the order, but not its PIN.
func (d *Desk) CloseShift(_ context.Context, o enrol.ShiftOrder) (enrol.Sheet, []string, error) {
	s := Sheet()
	s.Seq, s.Hash, s.By, s.Sign = 4311, fmt.Sprintf("%064x", 0xabcdef), o.By, o.Sign
	return s, []string{"sheets/shift-4311.pdf", "sheets/shift-4311.csv", "sheets/shift-4311.xlsx"}, d.did("close %s %s %v", o.By, o.Sign, o.HandOver)
}

// PrintSheet keeps the wish.
func (d *Desk) PrintSheet(_ context.Context, files []string) (enrol.Printed, error) {
	return enrol.Printed{Printer: "loket"}, d.did("print %s", files[0])
}

// outageFor is how long the made-up line has been away.
const outageFor = 22 * time.Minute

// Sync answers a line that is away.
func (d *Desk) Sync(context.Context) (enrol.SyncReport, error) {
	return enrol.SyncReport{Device: "pc-1", Outlet: "depok-1", URL: "https://pusat.example:8443", Steps: []enrol.SyncStep{
		{Name: "enrolled", Done: true},
		{Name: "certificate", Done: true, Until: Now.AddDate(0, 9, 0)},
		{Name: "first", Done: true, At: Now.Add(-outageFor)},
		{Name: string(enrol.LinkPull), Done: true, At: Now.Add(-outageFor), Took: 240 * time.Millisecond, Failed: enrol.CodeOffline, Fails: 5, FailAt: Now.Add(-time.Minute)},
		{Name: string(enrol.LinkDeliver), Done: true, At: Now.Add(-outageFor), Took: 3 * time.Second, Count: 47, Failed: enrol.CodeOffline, Fails: 6, FailAt: Now.Add(-30 * time.Second)},
		{Name: string(enrol.LinkAnchor), Done: true, At: Now.Add(-outageFor), Took: 80 * time.Millisecond, Count: 4290},
	}}, nil
}

// TryNow keeps the wish.
func (d *Desk) TryNow() { _ = d.did("try") }

// PrintAgain keeps the wish.
func (d *Desk) PrintAgain(_ context.Context, id, _ string) (enrol.Printed, error) {
	return enrol.Printed{Printer: "loket"}, d.did("print again %s", id)
}

// Kept answers two shifts' sheets and a slip.
func (d *Desk) Kept(context.Context) ([]enrol.KeptPaper, error) {
	at := func(days int) time.Time { return Now.AddDate(0, 0, -days) }
	sheet := func(days int) enrol.KeptPaper {
		name := "giliran-" + at(days).Format("20060102-1504")
		return enrol.KeptPaper{Name: name, At: at(days), Files: []string{"sheets/" + name + ".pdf", "sheets/" + name + ".csv", "sheets/" + name + ".xlsx"}}
	}
	return []enrol.KeptPaper{sheet(0), {Name: "20260309-094410-1", Slip: true, At: Now.Add(-31 * time.Minute), Files: []string{"slips/20260309-094410-1.pdf"}},
		sheet(1), sheet(2)}, nil
}

// PrintKept keeps the wish.
func (d *Desk) PrintKept(_ context.Context, k enrol.KeptPaper, _ string) (enrol.Printed, error) {
	return enrol.Printed{Printer: "loket"}, d.did("print kept %s", k.Name)
}

// SaveKept keeps the wish.
func (d *Desk) SaveKept(_ context.Context, k enrol.KeptPaper, folder, _ string) (int, error) {
	return len(k.Files), d.did("save kept %s %s", k.Name, folder)
}
