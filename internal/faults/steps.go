package faults

import (
	"context"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
)

// Steps are the named places at which a counter can be killed: before or after what
// they name is on the disk, on the wire, or known to the other side.
var Steps = []string{
	"opened", "draft.before", "draft.after", "park.after", "seal.before", "seal.after", "decide.after", "told",
	"due.before", "due.after", "upload.before", "upload.after", "settle.after", "fail.before", "fail.after",
	"pull.before", "pull.after", "apply.after", "anchor.after", "recover.after", "close.before",
}

// killer ends this process as a power cut does, at the n-th time that a step is met.
type killer struct {
	step string
	left atomic.Int64
}

func newKiller(step string, nth int) *killer {
	k := &killer{step: step}
	k.left.Store(int64(max(1, nth)))
	return k
}

func (k *killer) at(step string) {
	if step == k.step && k.left.Add(-1) == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until the signal is here
	}
}

// tune puts the killer between the worker and what it works with.
func (k *killer) tune(c *sync.Config) {
	c.Outbox = outbox{c.Outbox, k}
	c.Books = books{c.Books, k}
	c.Registry = line{c.Registry, k}
}

type outbox struct {
	enrol.Outbox
	k *killer
}

func (o outbox) Due(ctx context.Context, now time.Time, maxBytes int) ([]enrol.Parcel, error) {
	o.k.at("due.before")
	out, err := o.Outbox.Due(ctx, now, maxBytes)
	if len(out) > 0 {
		o.k.at("due.after")
	}
	return out, err
}

func (o outbox) Settle(ctx context.Context, r []enrol.Receipt) error {
	err := o.Outbox.Settle(ctx, r)
	o.k.at("settle.after")
	return err
}

func (o outbox) Fail(ctx context.Context, f []enrol.Failure) error {
	o.k.at("fail.before")
	err := o.Outbox.Fail(ctx, f)
	o.k.at("fail.after")
	return err
}

func (o outbox) Recover(ctx context.Context) error {
	err := o.Outbox.Recover(ctx)
	o.k.at("recover.after")
	return err
}

type books struct {
	enrol.Books
	k *killer
}

func (b books) Apply(ctx context.Context, p enrol.Pull) error {
	err := b.Books.Apply(ctx, p)
	b.k.at("apply.after")
	return err
}

type line struct {
	sync.Registry
	k *killer
}

func (l line) Packets(ctx context.Context, items []api.Packet) (api.Receipts, error) {
	l.k.at("upload.before")
	out, err := l.Registry.Packets(ctx, items)
	l.k.at("upload.after")
	return out, err
}

func (l line) Pull(ctx context.Context, cursor string) (enrol.Pull, error) {
	l.k.at("pull.before")
	out, err := l.Registry.Pull(ctx, cursor)
	l.k.at("pull.after")
	return out, err
}

func (l line) Anchor(ctx context.Context, seq int64, hash string) error {
	err := l.Registry.Anchor(ctx, seq, hash)
	l.k.at("anchor.after")
	return err
}

// sealer is killed beside the sealing.
type sealer struct {
	enrol.Sealer
	k *killer
}

func (s sealer) Seal(c enrol.Case) ([]byte, error) {
	s.k.at("seal.before")
	out, err := s.Sealer.Seal(c)
	s.k.at("seal.after")
	return out, err
}
