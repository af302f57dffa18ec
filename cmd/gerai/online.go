package main

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/sync"
)

// online lets the lane ask the registry.
type online struct{ client *sync.Client }

// Token resolves the short token beneath a QR.
func (o online) Token(ctx context.Context, token string) (string, error) {
	return o.client.Token(ctx, token)
}

// Lookup asks what the registry knows of a resident.
func (o online) Lookup(ctx context.Context, n enrol.NIK) (lane.Record, error) {
	r, err := o.client.Lookup(ctx, n)
	if err != nil {
		return lane.Record{}, err
	}
	return lane.Record{Known: r.Known, Resident: r.Resident, Account: r.Account, ApprovedToday: r.ApprovedToday,
		Template: r.Template}, nil
}

// Standing asks how a resident who is being served stands.
func (o online) Standing(ctx context.Context, n enrol.NIK, qr string) (lane.Standing, error) {
	r, err := o.client.Standing(ctx, n, qr)
	return lane.Standing{Account: r.Account, ApprovedToday: r.ApprovedToday}, err
}
