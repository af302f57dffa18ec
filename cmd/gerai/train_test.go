package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/training"
	"github.com/gerai-ikd/gerai/sync"
)

func testProgram() *program {
	return &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: func(string) string { return "" }}
}

func mustTrain(t *testing.T, dir string) *counter {
	t.Helper()
	p := testProgram()
	cfg := Config{Data: dir, Language: "id"}
	cfg.toTraining(nil)
	c, err := p.openCounter(context.Background(), cfg, p.logger(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestTrainingIsNeverSent: a training's approval makes no packet, spends nothing, and
// is in a folder of its own that no registry gets into.
func TestTrainingIsNeverSent(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	c := mustTrain(t, dir)
	if c.client != nil || c.worker != nil || c.works.Sealer != nil || c.works.Device != "" {
		t.Fatal("the training knows a registry")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != trainingFolder {
		t.Errorf("beside the training's folder there is %v, %v", entries, err)
	}
	if _, err := c.store.LogIn(ctx, training.StaffID, training.PIN); err != nil {
		t.Errorf("log in: %v", err)
	}
	text, err := c.school.QR(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cred, err := c.verify(ctx, text, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	done := enrol.Case{ID: newID(), Kind: enrol.KindNew, State: enrol.StateApproved, Resident: cred.Resident, Credential: &cred,
		Operator: training.StaffID, Outlet: training.Outlet, Training: true, OpenedAt: time.Now(), DecidedAt: time.Now()}
	if err := c.store.Decide(ctx, done); err != nil {
		t.Fatal(err)
	}
	if b, err := c.store.Backlog(ctx); err != nil || b.Pending != 0 {
		t.Errorf("pending %d, %v", b.Pending, err)
	}
	if due, err := c.store.Due(ctx, time.Now().Add(time.Hour), 1<<20); err != nil || len(due) != 0 {
		t.Errorf("%d packets are due, %v", len(due), err)
	}
	if spent, err := c.store.Spent(ctx, cred.ID); err != nil || spent {
		t.Errorf("spent %v, %v", spent, err)
	}
	done.ID, done.Training = newID(), false
	if err := c.store.Decide(ctx, done); enrol.CodeOf(err) != enrol.CodeNotEnrolled {
		t.Errorf("without the mark: %v, want nobody to send it to", err)
	}
}

// TestNoRegistryInATraining: neither is a training's folder enrolled, nor a training
// opened in the folder of a counter that is.
func TestNoRegistryInATraining(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	c := mustTrain(t, dir)
	if err := refuseTraining(ctx, c.store); enrol.CodeOf(err) != enrol.CodeTraining {
		t.Errorf("enrolling: %v", err)
	}
	c.Close()
	status := testProgram().main(ctx, []string{"enrol", "--data", filepath.Join(dir, trainingFolder), "--registry", "https://127.0.0.1:1", "--code", "ABCD-EFGH-JKLM"})
	if status != exitNo {
		t.Errorf("gerai enrol: status %d", status)
	}
	d := &counter{works: c.works, client: &sync.Client{}}
	if err := d.goToSchool(ctx); enrol.CodeOf(err) != enrol.CodeTraining {
		t.Errorf("opening: %v", err)
	}
}

// TestCounterChains: who came and who had packets sent again is in the chain, once each.
func TestCounterChains(t *testing.T) {
	ctx := t.Context()
	c := mustTrain(t, t.TempDir())
	if _, err := c.store.LogIn(ctx, training.StaffID, training.PIN); err != nil {
		t.Fatal(err)
	}
	before, _, err := c.store.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := (queueDesk{c}).Retry(ctx, training.StaffID); err != nil {
		t.Fatal(err)
	}
	if after, _, err := c.store.Head(ctx); err != nil || after != before+1 {
		t.Errorf("%d entries of one retry, %v", after-before, err)
	}
}
