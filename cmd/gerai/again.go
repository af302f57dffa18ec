package main

import (
	"context"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// PrintAgain prints a decided case's slip once more: of a parked one out of its draft, of
// an approved one what the books still know.
func (d desk) PrintAgain(ctx context.Context, id, actor string) (enrol.Printed, error) {
	s, err := d.slipAgain(ctx, id)
	if err == nil {
		err = d.mayHavePaper(ctx, "slip-again", actor, id, nil)
	}
	if err != nil {
		return enrol.Printed{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, sheetWait)
	defer cancel()
	return d.print(ctx, s)
}

func (d desk) slipAgain(ctx context.Context, id string) (enrol.Slip, error) {
	settings, err := d.store.Settings(ctx)
	if err != nil {
		return enrol.Slip{}, err
	}
	parked, err := d.store.ParkedCases(ctx)
	if err != nil {
		return enrol.Slip{}, err
	}
	if i := slices.IndexFunc(parked, func(c enrol.Case) bool { return c.ID == id }); i >= 0 {
		rules, err := d.store.Rules(ctx)
		if err != nil {
			return enrol.Slip{}, err
		}
		return settings.BringSlip(parked[i], rules, d.cfg.counterName()), nil
	}
	return d.receiptAgain(ctx, settings, id)
}

// receiptAgain is CodeNotFound for what has no receipt: it was not approved, the registry
// refused it, or it is a parked case that has ended.
func (d desk) receiptAgain(ctx context.Context, settings enrol.Settings, id string) (enrol.Slip, error) {
	items, err := d.store.Items(ctx, enrol.Query{Text: id, Filter: enrol.FilterAll, Limit: 1})
	if err != nil {
		return enrol.Slip{}, err
	}
	if len(items) == 0 || items[0].ID != id || items[0].State != enrol.StateApproved || items[0].Answer == enrol.AnswerRefused {
		return enrol.Slip{}, enrol.NewError(enrol.CodeNotFound, "print again")
	}
	it := items[0]
	it.DecidedAt = it.DecidedAt.In(time.Local)
	n, err := d.store.Place(ctx, it)
	if err != nil {
		return enrol.Slip{}, err
	}
	return settings.CopyReceipt(it, it.Purpose, n), nil
}
