package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	gosync "sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestInstancesOnOneDatabase: three processes take in the same packets in any order, in
// uploads of any size, and send the mails, while PostgreSQL is killed and starts again, and
// one of the processes is killed twice (SIGKILL). Nothing is lost, nothing is there twice,
// and each resident has exactly one code, the one in every mail of hers.
func TestInstancesOnOneDatabase(t *testing.T) {
	t.Parallel()
	cluster := pgtest.MustStart(t, "fsync=on")
	began := time.Now()
	n := fleetPackets(t, "GERAI_INSTANCES_PACKETS", 90)
	f := mustFleet(t, cluster.MustDatabase(t), 3, n)
	t.Logf("%d packets sealed, three instances up after %v", n, time.Since(began).Round(time.Second))
	began = time.Now()
	var counters gosync.WaitGroup
	for i, m := range f.members {
		for j := range 2 {
			counters.Go(func() { f.report(m, rand.New(rand.NewPCG(uint64(i), uint64(j))), f.from((i*n+j*n/2)/3), 32) })
		}
	}
	third := f.members[2]
	f.await(n / 4)
	third.killAndStart()
	f.await(n / 2)
	cluster.Kill()
	if err := cluster.Start(); err != nil {
		t.Fatal(err)
	}
	f.await(3 * n / 4)
	third.killAndStart()
	counters.Wait()
	t.Logf("each packet reported six times after %v", time.Since(began).Round(time.Second))
	for id, times := range f.accepted {
		if times > 1 {
			t.Errorf("%s was accepted %d times", id, times)
		}
	}
	if third.starts != 3 {
		t.Errorf("the third instance began %d times", third.starts)
	}
	f.wantEveryCodeToWork()
	t.Logf("killed: one instance twice, PostgreSQL once; %d packets, %d mails; everybody's code tried after %v",
		n, len(f.sink.Messages()), time.Since(began).Round(time.Second))
}

// failoverBar is how soon after the end of the primary packets are taken in again.
const failoverBar = 30 * time.Second

// TestFailover: the primary is killed (SIGKILL) while counters report to two instances,
// and the synchronous standby promoted. What was acknowledged is there, nothing is there
// twice, and the same processes go on by their connection string of two hosts.
func TestFailover(t *testing.T) {
	n := fleetPackets(t, "GERAI_FAILOVER_PACKETS", 90)
	primary := pgtest.MustStart(t, "fsync=on")
	primary.MustDatabase(t)
	standby := primary.MustStandby(t)
	f := mustFleet(t, pgtest.DSNOfBoth(primary, standby, "test1"), 2, n)
	var counters gosync.WaitGroup
	for i, m := range f.members {
		for j := range 2 {
			counters.Go(func() { f.report(m, rand.New(rand.NewPCG(uint64(i), uint64(j))), f.from((2*i+j)*n/4), 1) })
		}
	}
	f.await(n / 6)
	at, before := time.Now(), f.reached()
	primary.Kill()
	for _, m := range f.members {
		if !m.process.alive() {
			t.Error("an instance ended with the primary")
		}
	}
	if err := standby.Promote(); err != nil {
		t.Fatal(err)
	}
	promoted := time.Since(at)
	for i, m := range f.members {
		for seen := m.answered(); m.answered() < seen+2; time.Sleep(5 * time.Millisecond) {
			if time.Since(at) > 4*failoverBar {
				t.Fatalf("instance %d takes nothing in %v after the end of the primary", i, time.Since(at))
			}
		}
	}
	back := time.Since(at)
	t.Logf("primary killed after %d packets; standby promoted after %v, both instances take packets in after %v (must: %v)",
		before, promoted.Round(time.Millisecond), back.Round(time.Millisecond), failoverBar)
	if back > failoverBar {
		t.Errorf("intake was back after %v", back)
	}
	counters.Wait()
	f.wantEveryCodeToWork()
	t.Logf("0 of %d acknowledged packets lost, %d mails", n, len(f.sink.Messages()))
}

// alive tells whether the process has not ended.
func (p *process) alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// wantEveryCodeToWork waits for everybody's mail, and activates everybody with the code in
// it: whoever has several mails has the same code in each.
func (f *fleet) wantEveryCodeToWork() {
	f.t.Helper()
	n := len(f.items)
	for began := time.Now(); len(perResident(f.t, f.sink)) < n; time.Sleep(200 * time.Millisecond) {
		if time.Since(began) > 15*time.Minute {
			f.t.Fatalf("%d residents have mail, of %d", len(perResident(f.t, f.sink)), n)
		}
	}
	var g errgroup.Group
	g.SetLimit(8)
	for to, code := range perResident(f.t, f.sink) {
		g.Go(func() error { return f.useOnlyCode(to, code) })
	}
	if err := g.Wait(); err != nil {
		f.t.Error(err)
	}
	err := f.env.DB.View(context.Background(), func(tx *db.Tx) error {
		counts, err := tx.Cases()
		if len(counts) != 1 || counts[0].N != int64(n) || counts[0].Key != demo.Outlet+"/approved" {
			f.t.Errorf("cases %v", counts)
		}
		return err
	})
	if err != nil {
		f.t.Error(err)
	}
}

// useOnlyCode wants a resident to have one code, and activates with that of the mail.
func (f *fleet) useOnlyCode(to, code string) error {
	i, err := crowdNumber(to)
	if err != nil {
		return err
	}
	var codes []db.Code
	nik := registrytest.CrowdNIK(i)
	err = f.env.DB.View(context.Background(), func(tx *db.Tx) (err error) {
		codes, err = tx.Codes(nik)
		return err
	})
	if err != nil || len(codes) != 1 || !time.Now().Before(codes[0].Expires) {
		return fmt.Errorf("resident %d has %d codes: %w", i, len(codes), err)
	}
	if _, err := f.env.Service.Activate(context.Background(), nik, code, registrytest.Phone); err != nil {
		return fmt.Errorf("a mail to resident %d with a code that does not work: %s", i, enrol.CodeOf(err))
	}
	return nil
}
