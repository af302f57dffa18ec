package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	gosync "sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/loopback"
	"github.com/gerai-ikd/gerai/registry/mailer"
	"github.com/gerai-ikd/gerai/registry/postgres"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
)

// fleet is several processes of pusat serve on one PostgreSQL, a mail server, and the
// packets of one counter, which does not know which process has seen what.
type fleet struct {
	t       *testing.T
	dir     string
	dsn     string
	env     *registrytest.Env // beside them, on the same database
	counter *registrytest.Counter
	sink    *mailer.Sink
	members []*member
	items   []api.Packet

	mu       gosync.Mutex
	accepted map[string]int // packet → how often
}

// member is one instance, at the same addresses after every start.
type member struct {
	fleet   *fleet
	pages   string
	devices string
	client  *sync.Client
	process *process
	starts  int

	mu      gosync.Mutex
	answers int // uploads
}

// fleetPackets is how many packets a fleet gets: those of the environment, or a few.
func fleetPackets(t *testing.T, variable string, few int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 12 || n > 100_000 {
		t.Fatalf("%s=%s", variable, text)
	}
	return n
}

func mustFleet(t *testing.T, dsn string, instances, packets int) *fleet {
	t.Helper()
	d, err := postgres.Open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	f := &fleet{t: t, dir: t.TempDir(), dsn: dsn, accepted: map[string]int{}}
	if f.sink, err = mailer.NewSink(mailer.SinkOptions{Keep: 4 * packets}); err != nil {
		t.Fatal(err)
	}
	go func() { _ = f.sink.Run(t.Context()) }()
	f.env = registrytest.MustJoin(t, d, filepath.Join(f.dir, "secrets"))
	f.counter = f.env.MustEnrol()
	f.items = f.counter.MustCrowd(packets)
	for range instances {
		f.members = append(f.members, f.mustMember())
	}
	return f
}

func (f *fleet) mustMember() *member {
	f.t.Helper()
	m := &member{fleet: f, pages: freeAddress(f.t), devices: freeAddress(f.t)}
	c := f.counter
	id := sync.Identity{URL: "https://" + m.devices, Device: c.Device.ID, Outlet: c.Device.Outlet, SigningKey: c.Key, TLSKey: c.TLSKey,
		Certificate: c.Cert, CA: f.env.Secrets.CA.CertificatePEM(), Recipient: f.env.Secrets.Recipient()}
	var err error
	if m.client, err = sync.NewClient(id, &vault{m: map[string][]byte{}}, sync.Timeouts{}); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(m.client.Close)
	m.start()
	return m
}

// freeAddress is one at which the same process can begin again after a kill.
func freeAddress(t *testing.T) string {
	t.Helper()
	addr, err := loopback.Free()
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

// start begins the process, anew after a kill.
func (m *member) start() {
	m.fleet.t.Helper()
	m.process = mustServe(m.fleet.t, m.fleet.dir, "--demo=false", "--dsn", m.fleet.dsn, "--smtp", m.fleet.sink.Addr(),
		"--listen", m.pages, "--listen-devices", m.devices)
	m.starts++
}

// killAndStart is kill -9 in the middle of whatever it does, and a new process.
func (m *member) killAndStart() {
	m.fleet.t.Helper()
	m.process.kill()
	m.start()
}

// answered is how many uploads this instance has answered.
func (m *member) answered() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answers
}

// deliver is what a counter does: again until there is an answer, to the first packets at
// least.
func (m *member) deliver(items []api.Packet) []enrol.Receipt {
	for {
		r, err := m.client.Packets(context.Background(), items)
		if err == nil && len(r.Receipts) > 0 {
			m.mu.Lock()
			m.answers++
			m.mu.Unlock()
			return r.Receipts
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// report sends packets in uploads of 1 to most.
func (f *fleet) report(m *member, dice *rand.Rand, items []api.Packet, most int) {
	for len(items) > 0 {
		size := min(len(items), 1+dice.IntN(most))
		receipts := m.deliver(items[:size])
		items = items[len(receipts):]
		f.mu.Lock()
		for _, r := range receipts {
			if r.Answer == enrol.AnswerAccepted {
				f.accepted[r.ID]++
			} else if r.Answer != enrol.AnswerDuplicate {
				f.t.Errorf("%s %s", r.Answer, r.Code)
			}
		}
		f.mu.Unlock()
	}
}

// from is all packets, beginning at one of them.
func (f *fleet) from(i int) []api.Packet { return append(slices.Clone(f.items[i:]), f.items[:i]...) }

// reached is how many packets have been accepted.
func (f *fleet) reached() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.accepted)
}

// await waits until so many packets have been accepted.
func (f *fleet) await(n int) {
	f.t.Helper()
	for f.reached() < n {
		if f.t.Context().Err() != nil || f.t.Failed() {
			f.t.Fatalf("%d of %d packets are taken in", f.reached(), n)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// crowdNumber is the i of registrytest.CrowdEmail.
func crowdNumber(to string) (i int, err error) {
	_, err = fmt.Sscanf(to, "w%d@", &i)
	return i, err
}
