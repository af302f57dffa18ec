package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// outlet is a counter that reports with the real client.
type outlet struct {
	tb     testing.TB
	id     sync.Identity
	client *sync.Client
	pull   enrol.Pull
}

func mustEnrol(tb testing.TB, p *process, dir string) *outlet {
	tb.Helper()
	code, err := os.ReadFile(filepath.Join(dir, codeFile))
	if err != nil {
		tb.Fatal(err)
	}
	v := &vault{m: map[string][]byte{}}
	o := &outlet{tb: tb}
	if o.id, err = sync.Enrol(tb.Context(), p.at.Devices, string(code), v, "pc"); err != nil {
		tb.Fatal(err, p.logs.String())
	}
	if o.client, err = sync.NewClient(o.id, v, sync.Timeouts{}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(o.client.Close)
	if o.pull, err = o.client.Pull(tb.Context(), ""); err != nil {
		tb.Fatal(err)
	}
	return o
}

// approve makes the packet of an approval for a resident's QR.
func (o *outlet) approve(qr string) api.Packet {
	o.tb.Helper()
	now := time.Now()
	cred, err := credential.NewVerifier(o.pull.Keys, credential.Options{}).Verify(qr, now)
	if err != nil {
		o.tb.Fatal(err)
	}
	id, _ := uuid.NewV7()
	c := enrol.Case{ID: id.String(), Kind: cred.Kind, State: enrol.StateOpened, Resident: cred.Resident, Credential: &cred, ConsentAt: cred.ConsentAt,
		ConsentBy: "resident", Operator: "siti", Outlet: o.id.Outlet, Device: o.id.Device, OpenedAt: now,
		Selfie: []byte{0xFF, 0xD8, 0xFF, 0xE0}, Face: enrol.FaceResult{Method: enrol.MethodStaff, DecidedBy: "siti"}}
	for _, e := range []enrol.Event{enrol.EventAdmit, enrol.EventConsent, enrol.EventCapture, enrol.EventCompare, enrol.EventApprove} {
		if c, err = c.Apply(e, now); err != nil {
			o.tb.Fatal(err)
		}
	}
	s, err := packet.NewSealer(o.id.Device, o.id.SigningKey, o.pull.Recipient)
	if err != nil {
		o.tb.Fatal(err)
	}
	body, err := s.Seal(c)
	if err != nil {
		o.tb.Fatal(err)
	}
	return api.Packet{ID: c.ID, Body: body}
}

func (o *outlet) send(item api.Packet) enrol.Receipt {
	o.tb.Helper()
	r, err := o.client.Packets(o.tb.Context(), []api.Packet{item})
	if err != nil || len(r.Receipts) != 1 {
		o.tb.Fatalf("send: %v", err)
	}
	return r.Receipts[0]
}

// deliver sends until there is an answer, as the outbox does, and counts acceptances.
func (o *outlet) deliver(item api.Packet) int64 {
	for {
		r, err := o.client.Packets(context.Background(), []api.Packet{item})
		switch {
		case err != nil || len(r.Receipts) == 0:
			time.Sleep(10 * time.Millisecond)
		case r.Receipts[0].Answer == enrol.AnswerAccepted:
			return 1
		case r.Receipts[0].Answer == enrol.AnswerDuplicate:
			return 0 // accepted, and the answer was lost in a kill
		default:
			o.tb.Errorf("%+v", r.Receipts[0])
			return 0
		}
	}
}
