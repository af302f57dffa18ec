package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	gosync "sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// outletPC is one of the crowd: the real client and worker over an outbox in memory.
type outletPC struct {
	id    sync.Identity
	queue *queue
}

// crowd lets many outlets come back at once after an outage.
func (o options) crowd(ctx context.Context, out io.Writer) error {
	if o.outlets == 0 {
		return nil
	}
	var pcs []*outletPC
	pusat, dir, end, err := o.scene(ctx, func(dir string) (err error) {
		pcs, err = o.gather(ctx, dir)
		return err
	})
	if err != nil {
		return err
	}
	defer end()
	tally := &tally{codes: map[enrol.Code]int{}}
	began := time.Now()
	ctx, stop := context.WithTimeout(ctx, 30*time.Minute)
	defer stop()
	var all gosync.WaitGroup
	for _, pc := range pcs {
		pc.id.URL = pusat.DeviceURL()
		all.Go(func() { tally.note(pc.deliver(ctx, began, tally)) })
	}
	all.Wait()
	took := time.Since(began)
	pusat.Kill()
	kept, err := count(ctx, dir)
	if err != nil {
		return err
	}
	tally.tell(out, o, took, kept)
	return tally.err
}

// gather enrols the crowd and gives everybody packets.
func (o options) gather(ctx context.Context, dir string) ([]*outletPC, error) {
	c, err := openCentral(ctx, dir, o.outlets*o.each)
	if err != nil {
		return nil, err
	}
	pcs := make([]*outletPC, o.outlets)
	for i := range pcs {
		if pcs[i], err = c.enrol(ctx, i); err != nil {
			return nil, err
		}
		sealer, err := packet.NewSealer(pcs[i].id.Device, pcs[i].id.SigningKey, c.secrets.Recipient())
		if err != nil {
			return nil, err
		}
		for k := range o.each {
			a, err := approval(i*o.each+k, o.small, pcs[i].id.Outlet, pcs[i].id.Device)
			if err != nil {
				return nil, err
			}
			body, err := sealer.Seal(a)
			if err != nil {
				return nil, err
			}
			pcs[i].queue.add(a.ID, body)
		}
	}
	return pcs, c.db.Close()
}

// enrol makes a device as the registry's own service does.
func (c *central) enrol(ctx context.Context, i int) (*outletPC, error) {
	code, err := c.service.NewEnrolCode(ctx, "demo", "")
	if err != nil {
		return nil, err
	}
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	tlsKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, tlsKey)
	if err != nil {
		return nil, err
	}
	got, err := c.service.Enrol(ctx, api.EnrolRequest{Code: code.Text(), Name: fmt.Sprintf("pc-%d", i), SigningKey: pub, CSR: csr})
	if err != nil {
		return nil, err
	}
	return &outletPC{queue: newQueue(), id: sync.Identity{Device: got.Device, Outlet: got.Outlet, SigningKey: key, TLSKey: tlsKey,
		Certificate: got.Certificate, CA: got.CA, Recipient: got.Recipient}}, nil
}

// deliver works until the queue is empty, and answers how long that took from began.
func (p *outletPC) deliver(ctx context.Context, began time.Time, t *tally) (time.Duration, error) {
	client, err := sync.NewClient(p.id, nil, sync.Timeouts{Upload: 2 * time.Minute, Short: 2 * time.Minute})
	if err != nil {
		return 0, err
	}
	defer client.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p.queue.empty = stop
	w := sync.NewWorker(sync.Config{Outbox: p.queue, Books: p.queue, Audit: p.queue, Registry: counted{client, t}, PullEvery: time.Hour})
	err = w.Run(ctx)
	if p.queue.left() > 0 && err == nil {
		err = fmt.Errorf("an outlet has %d packets left: %+v", p.queue.left(), w.Status())
	}
	return time.Since(began), err
}

// counted notes every answer to an upload.
type counted struct {
	*sync.Client
	t *tally
}

// Packets implements sync.Registry.
func (c counted) Packets(ctx context.Context, items []api.Packet) (api.Receipts, error) {
	began := time.Now()
	out, err := c.Client.Packets(ctx, items)
	c.t.answer(time.Since(began), enrol.CodeOf(err), out)
	return out, err
}

// tally is what the crowd met.
type tally struct {
	mu      gosync.Mutex
	codes   map[enrol.Code]int
	answers map[enrol.Answer]int
	uploads []time.Duration
	outlets []time.Duration
	err     error
}

func (t *tally) answer(took time.Duration, code enrol.Code, out api.Receipts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.codes[code]++
	t.uploads = append(t.uploads, took)
	if t.answers == nil {
		t.answers = map[enrol.Answer]int{}
	}
	for _, r := range out.Receipts {
		t.answers[r.Answer]++
	}
}

func (t *tally) note(took time.Duration, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.outlets = append(t.outlets, took)
	if t.err == nil {
		t.err = err
	}
}

func (t *tally) tell(out io.Writer, o options, took time.Duration, kept int) {
	fmt.Fprintf(out, "## %d outlets come back at once, %d packets each\n\n", o.outlets, o.each)
	fmt.Fprintf(out, "All delivered after %.1f s: %.0f packets/s. At the registry: %d of %d cases, each once. Answers to packets: %v.\n\n",
		took.Seconds(), float64(o.outlets*o.each)/took.Seconds(), kept, o.outlets*o.each, t.answers)
	fmt.Fprintln(out, "| | median s | p99 s | max s |\n|---|--:|--:|--:|")
	for _, r := range []struct {
		name string
		d    []time.Duration
	}{{"an outlet's queue is empty after", t.outlets}, {"an upload takes", t.uploads}} {
		slices.Sort(r.d)
		at := func(p int) float64 { return r.d[min(len(r.d)-1, len(r.d)*p/100)].Seconds() }
		fmt.Fprintf(out, "| %s | %.2f | %.2f | %.2f |\n", r.name, at(50), at(99), at(100))
	}
	sent := o.outlets * o.each
	fmt.Fprint(out, "\n| to be reached | must | measured | |\n|---|--:|--:|---|\n")
	fmt.Fprintf(out, "| packets delivered, each once | %d | %d | %s |\n", sent, kept, verdict(kept == sent && t.answers[enrol.AnswerAccepted]+t.answers[enrol.AnswerDuplicate] == sent))
	fmt.Fprintf(out, "| answers besides success and \"wait\" | none | %v | %s |\n", others(t.codes), verdict(len(others(t.codes)) == 0))
	fmt.Fprintf(out, "\nUploads answered with success: %d; told to wait (429 or 503 with Retry-After): %d; others: %v.\n\n",
		t.codes[""], t.codes[enrol.CodeThrottled], others(t.codes))
}

func others(all map[enrol.Code]int) map[enrol.Code]int {
	out := map[enrol.Code]int{}
	for c, n := range all {
		if c != "" && c != enrol.CodeThrottled {
			out[c] = n
		}
	}
	return out
}

// count reads how many cases a registry that was stopped has.
func count(ctx context.Context, dir string) (n int, err error) {
	d, err := openRegistry(filepath.Join(registryIn(dir), "pusat.db"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	err = d.View(ctx, func(t *db.Tx) error {
		all, err := t.Statuses("demo", time.Time{}, "", 1<<30)
		n = len(all)
		return err
	})
	return n, err
}
