package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// crashDir tells the test binary that it is to be the child of TestCrash.
const crashDir = "GERAI_STORE_CRASH_DIR"

// crashChild serves residents as fast as it can and says aloud what was acknowledged,
// until somebody kills it: a line "draft ID", "done ID" or "settled ID" each.
func crashChild() {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: os.Getenv(crashDir), Sealer: testSealer{}})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("open")
	for i := 0; ; i++ {
		if err := crashStep(ctx, s, i); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
}

func crashStep(ctx context.Context, s *Store, i int) error {
	c := newCase(i)
	if err := s.SaveDraft(ctx, c); err != nil {
		return err
	}
	fmt.Println("draft", c.ID, c.Credential.ID)
	event := enrol.EventApprove
	if i%5 == 4 {
		c.Reason, event = enrol.ReasonComesBack, enrol.EventPark
	}
	c, err := c.Apply(event, time.Now())
	if err != nil {
		return err
	}
	if err := s.Decide(ctx, c); err != nil {
		return err
	}
	fmt.Println("done", c.ID, c.State)
	if i%3 != 2 {
		return nil
	}
	parcels, err := s.Due(ctx, time.Now(), 1)
	if err != nil || len(parcels) == 0 {
		return err
	}
	if err := s.Settle(ctx, []enrol.Receipt{{ID: parcels[0].ID, Answer: enrol.AnswerAccepted, At: time.Now()}}); err != nil {
		return err
	}
	fmt.Println("settled", parcels[0].ID)
	return nil
}

// told is what children acknowledged before they died.
type told struct {
	drafts  map[string]string // id → credential
	done    map[string]enrol.State
	settled map[string]bool
}

// TestCrash kills a real process at random moments and then looks for everything that
// it had acknowledged, once each. GERAI_STORE_KILLS sets how often (25), and
// GERAI_STORE_SEED repeats the pauses of a run, whose seed is printed.
func TestCrash(t *testing.T) {
	kills, seed := int(fromEnv("GERAI_STORE_KILLS", 25)), fromEnv("GERAI_STORE_SEED", uint64(time.Now().UnixNano()))
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	said := told{map[string]string{}, map[string]enrol.State{}, map[string]bool{}}
	for range kills {
		killOne(t, dir, time.Duration(rng.IntN(120))*time.Millisecond, &said)
		s := MustOpen(t, dir)
		if !s.Unclean() {
			t.Fatal("a kill is called a clean end")
		}
		checkTold(t, s, said)
		// Left open, so that the next child meets an unclean end again.
		must(t, s.abandon())
	}
	if len(said.done) < kills {
		t.Errorf("only %d decisions under %d kills", len(said.done), kills)
	}
	t.Logf("%d kills, %d drafts, %d decisions, %d settled", kills, len(said.drafts), len(said.done), len(said.settled))
}

func fromEnv(name string, otherwise uint64) uint64 {
	if n, err := strconv.ParseUint(os.Getenv(name), 10, 64); err == nil {
		return n
	}
	return otherwise
}

func killOne(t *testing.T, dir string, after time.Duration, said *told) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		switch f[0] {
		case "open":
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may be dead already
		case "draft":
			said.drafts[f[1]] = f[2]
		case "done":
			said.done[f[1]] = enrol.State(f[2])
		case "settled":
			said.settled[f[1]] = true
		default:
			t.Fatalf("child: %s", lines.Text())
		}
	}
	_ = cmd.Wait() // "killed" is what was wanted
}

// checkTold asks the store for each thing that was acknowledged.
func checkTold(t *testing.T, s *Store, said told) {
	t.Helper()
	ctx := context.Background()
	items := map[string]enrol.Item{}
	for q := (enrol.Query{Limit: maxLimit}); ; {
		page, err := s.Items(ctx, q)
		must(t, err)
		for _, it := range page {
			if _, twice := items[it.ID]; twice {
				t.Fatalf("case %s is there twice", it.ID)
			}
			items[it.ID] = it
		}
		if len(page) < maxLimit {
			break
		}
		q.Before = page[len(page)-1].ID
	}
	drafts, err := s.Drafts(ctx)
	must(t, err)
	undecided := map[string]bool{}
	for _, d := range drafts {
		undecided[d.ID] = true
	}
	for id, cti := range said.drafts {
		it, decided := items[id]
		if decided == undecided[id] {
			t.Fatalf("case %s: decided %v, draft %v; it must be just one of them", id, decided, undecided[id])
		}
		if used, err := s.Spent(ctx, cti); err != nil || used != (decided && it.State == enrol.StateApproved) {
			t.Fatalf("case %s: state %q, credential spent %v, %v", id, it.State, used, err)
		}
	}
	for id, state := range said.done {
		if items[id].State != state {
			t.Fatalf("acknowledged decision of %s is %q, want %q", id, items[id].State, state)
		}
	}
	checkPackets(t, s, items, said)
}

// checkPackets compares every case with its packet: there while it is to be delivered,
// gone when it was settled.
func checkPackets(t *testing.T, s *Store, items map[string]enrol.Item, said told) {
	t.Helper()
	pending := 0
	for id, it := range items {
		var body []byte
		err := s.readers.QueryRow(`SELECT body FROM packets JOIN cases USING (row) WHERE id = ?`, id).Scan(&body)
		waits := it.Delivery == enrol.DeliveryQueued
		if ignoreNotFound(err) != nil || (err == nil) != waits {
			t.Fatalf("case %s, delivery %q: packet %v", id, it.Delivery, err)
		}
		if waits {
			pending++
		}
		if said.settled[id] && it.Answer != enrol.AnswerAccepted {
			t.Fatalf("acknowledged answer of %s is %q", id, it.Answer)
		}
	}
	b, err := s.Backlog(context.Background())
	if err != nil || b.Pending != pending {
		t.Fatalf("backlog %+v, %v; want %d pending", b, err, pending)
	}
	if _, err := s.Verify(context.Background()); err != nil {
		t.Fatal(err)
	}
}
