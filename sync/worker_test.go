package sync

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// stand is a worker with everything around it in memory, in a bubble of virtual time.
type stand struct {
	*Worker
	out    *outbox
	books  *books
	audit  *audit
	reg    *registry
	mu     gosync.Mutex
	states []enrol.Link
	stop   func()
}

// run starts a worker and calls check; time in it is virtual.
func run(t *testing.T, packets int, prepare func(*stand), check func(*stand)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stand{out: newOutbox(packets), books: &books{}, audit: &audit{}, reg: newRegistry()}
		seeded := rand.New(rand.NewPCG(1, 2))
		s.Worker = NewWorker(Config{Outbox: s.out, Books: s.books, Audit: s.audit, Registry: s.reg, Random: seeded.Float64,
			OnLink: func(l enrol.Link) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.states = append(s.states, l)
			}})
		if prepare != nil {
			prepare(s)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		s.stop = cancel
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		check(s)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

func (s *stand) expect(t *testing.T, queued, answered, held int) {
	t.Helper()
	synctest.Wait()
	q, a, h := s.out.count(enrol.DeliveryQueued), s.out.count(enrol.DeliveryAnswered), s.out.count(enrol.DeliveryHeld)
	if q != queued || a != answered || h != held {
		t.Errorf("queued %d answered %d held %d, want %d %d %d", q, a, h, queued, answered, held)
	}
	if n := s.out.count(enrol.DeliverySending); n != 0 {
		t.Errorf("%d stuck as being sent", n)
	}
	if _, doubled := s.reg.delivered(); doubled != 0 {
		t.Errorf("%d doubled", doubled)
	}
}

func TestWorkerDelivers(t *testing.T) {
	run(t, 500, nil, func(s *stand) {
		s.expect(t, 0, 500, 0)
		if l := s.Status(); !l.Online || l.Pending != 0 || l.LastError != "" || l.Sending || l.LastSync.IsZero() {
			t.Errorf("status %+v", l)
		}
		if s.reg.asked()[0].what != "pull " || s.reg.asked()[1].what != "packets" {
			t.Errorf("a first sync pulls first: %v", s.reg.asked()[0])
		}
		s.out.add("p9000", 10)
		s.Nudge()
		s.expect(t, 0, 501, 0)
	})
}

func TestWorkerBatches(t *testing.T) {
	run(t, 0, func(s *stand) {
		for i := range 100 {
			s.out.add("q"+string(rune('A'+i/26))+string(rune('A'+i%26)), 100<<10)
		}
		s.reg.always = func(r *registry, items []api.Packet) (api.Receipts, error) {
			total := 0
			for _, i := range items {
				total += len(i.Body)
			}
			if total > api.MaxBatchBytes-batchSlack {
				t.Errorf("%d bytes in one upload", total)
			}
			return r.accept(items)
		}
	}, func(s *stand) {
		s.expect(t, 0, 100, 0)
		if n := len(s.reg.asked()); n > 12 {
			t.Errorf("%d requests for 10 MB: the batches don't grow", n)
		}
	})
}

// TestWorkerFaults: whatever happens first, in the end all is delivered once.
func TestWorkerFaults(t *testing.T) {
	nonsense := func(*registry, []api.Packet) (api.Receipts, error) { return api.Receipts{}, nil }
	strangers := func(*registry, []api.Packet) (api.Receipts, error) {
		return api.Receipts{Receipts: []enrol.Receipt{{ID: "other", Answer: enrol.AnswerAccepted}, {ID: "p1000", Answer: "maybe"}}}, nil
	}
	partial := func(r *registry, items []api.Packet) (api.Receipts, error) { return r.accept(items[:1]) }
	for name, f := range map[string]func(*registry, []api.Packet) (api.Receipts, error){
		"Offline": failing(enrol.CodeOffline, 0), "Slow": failing(enrol.CodeSlow, 0), "Server": failing(enrol.CodeServer, 0),
		"Certificate": failing(enrol.CodeCertificate, 0), "ServerAsks": failing(enrol.CodeServer, 5*time.Second), "NoSuchPath": failing(enrol.CodeNotFound, 0), "Nonsense": failing(enrol.CodeNonsense, 0),
		"Throttled": failing(enrol.CodeThrottled, 20*time.Second), "NoReceipts": nonsense, "Strangers": strangers,
		"Partial": partial, "LostAnswer": lost(enrol.CodeOffline), "LostSlow": lost(enrol.CodeSlow),
	} {
		t.Run(name, func(t *testing.T) {
			run(t, 20, func(s *stand) {
				for range 6 {
					s.reg.faults = append(s.reg.faults, f)
				}
			}, func(s *stand) {
				time.Sleep(15 * time.Minute)
				s.expect(t, 0, 20, 0)
				if n, _ := s.reg.delivered(); n != 20 {
					t.Errorf("%d at the registry", n)
				}
				if l := s.Status(); !l.Online || l.LastError != "" || l.Attempts != 0 {
					t.Errorf("status %+v", l)
				}
			})
		})
	}
}

func TestWorkerItems(t *testing.T) {
	run(t, 3, func(s *stand) { s.reg.refuse["p1001"] = enrol.CodeActive }, func(s *stand) {
		s.expect(t, 0, 3, 0)
		if e := s.out.item("p1001"); e.answer != enrol.AnswerRefused || e.why != enrol.CodeActive {
			t.Errorf("refused item: %+v", e)
		}
		if e := s.out.item("p1000"); e.answer != enrol.AnswerAccepted {
			t.Errorf("its neighbour: %+v", e)
		}
	})
}

// TestWorkerPoison: one packet makes the registry fail, or refuse the whole upload.
func TestWorkerPoison(t *testing.T) {
	for code, held := range map[enrol.Code]int{enrol.CodeServer: 0, enrol.CodeSlow: 0, enrol.CodeRefused: 1, enrol.CodeField: 1} {
		t.Run(string(code), func(t *testing.T) {
			run(t, 30, func(s *stand) {
				s.reg.always = func(r *registry, items []api.Packet) (api.Receipts, error) {
					for _, i := range items {
						if i.ID == "p1007" {
							return api.Receipts{}, enrol.NewError(code, "test")
						}
					}
					return r.accept(items)
				}
			}, func(s *stand) {
				time.Sleep(2 * time.Hour)
				s.expect(t, 1-held, 29, held)
				if e := s.out.item("p1007"); e.code != code {
					t.Errorf("code %q", e.code)
				}
			})
		})
	}
}

func TestWorkerOversize(t *testing.T) {
	run(t, 2, func(s *stand) { s.out.add("p0", api.MaxPacketBytes+1) }, func(s *stand) { s.expect(t, 0, 2, 1) })
}

func TestWorkerRevoked(t *testing.T) {
	run(t, 5, func(s *stand) { s.reg.always = failing(enrol.CodeRevoked, 0) }, func(s *stand) {
		time.Sleep(24 * time.Hour)
		s.Nudge()
		s.expect(t, 5, 0, 0)
		if l := s.Status(); !l.Revoked || l.LastError != enrol.CodeRevoked || !l.Next.IsZero() || l.Pending != 5 {
			t.Errorf("status %+v", l)
		}
		if n := len(s.reg.asked()); n != 2 {
			t.Errorf("%d requests of a revoked device", n)
		}
		s.Retry()
		s.expect(t, 5, 0, 0)
		if !s.Status().Revoked {
			t.Error("still revoked")
		}
		s.reg.with(func() { s.reg.always = nil })
		s.Retry()
		s.expect(t, 0, 5, 0)
		if l := s.Status(); l.Revoked || l.LastError != "" {
			t.Errorf("status %+v", l)
		}
	})
}

func TestWorkerRevokedByPull(t *testing.T) {
	run(t, 5, func(s *stand) {
		s.reg.pullErr = func(string) error { return enrol.NewError(enrol.CodeRevoked, "test") }
	}, func(s *stand) {
		time.Sleep(time.Hour)
		s.expect(t, 5, 0, 0)
		if len(s.reg.asked()) != 1 || !s.Status().Revoked {
			t.Errorf("%d requests, %+v", len(s.reg.asked()), s.Status())
		}
	})
}

// TestWorkerStore: the outlet's own disk fails at each step, once.
func TestWorkerStore(t *testing.T) {
	for _, method := range []string{"Recover", "Due", "Settle", "Fail"} {
		t.Run(method, func(t *testing.T) {
			run(t, 10, func(s *stand) {
				s.out.fail[method] = enrol.NewError(enrol.CodeDiskFull, "test")
				s.reg.faults = append(s.reg.faults, failing(enrol.CodeOffline, 0))
			}, func(s *stand) {
				time.Sleep(10 * time.Minute)
				s.expect(t, 0, 10, 0)
			})
		})
	}
}

func TestWorkerCrash(t *testing.T) {
	run(t, 3, func(s *stand) {
		s.out.items["p1001"].state = enrol.DeliverySending // as a crash leaves it
		s.reg.known["p1001"] = 1                           // and the registry has it
	}, func(s *stand) {
		s.expect(t, 0, 3, 0)
		if e := s.out.item("p1001"); e.answer != enrol.AnswerDuplicate {
			t.Errorf("got %+v", e)
		}
	})
}

// TestWorkerEnds: the program ends while an upload is under way; a receipt that came
// is kept, a packet without one goes again after the next start.
func TestWorkerEnds(t *testing.T) {
	run(t, 2, func(s *stand) {
		s.reg.faults = append(s.reg.faults, func(r *registry, items []api.Packet) (api.Receipts, error) {
			s.stop()
			return r.accept(items)
		})
	}, func(s *stand) { s.expect(t, 0, 2, 0) })
	run(t, 2, func(s *stand) {
		s.reg.faults = append(s.reg.faults, func(r *registry, items []api.Packet) (api.Receipts, error) {
			s.stop()
			_, _ = r.accept(items)
			return api.Receipts{}, enrol.WrapError(enrol.CodeCancelled, "test", context.Canceled)
		})
	}, func(s *stand) {
		if n := s.out.count(enrol.DeliverySending); n != 2 {
			t.Errorf("%d left as being sent", n)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		cancel()
		<-ended
		s.expect(t, 0, 2, 0)
	})
}

func TestWorkerPulls(t *testing.T) {
	run(t, 0, func(s *stand) { s.audit.seq = 3; s.reg.due = true }, func(s *stand) {
		if s.reg.renewed != 1 || len(s.reg.anchored()) != 1 || len(s.books.kept()) != 1 || !s.books.kept()[0].Full {
			t.Errorf("renewed %d, anchors %v, pulls %v", s.reg.renewed, s.reg.anchored(), s.books.kept())
		}
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		if n := len(s.books.kept()); n < 9 || n > 13 || s.books.kept()[1].Full {
			t.Errorf("%d pulls in ten minutes", n)
		}
		if len(s.reg.anchored()) != 1 {
			t.Errorf("the head did not move: %v", s.reg.anchored())
		}
		before := len(s.books.kept())
		s.audit.move(4)
		s.out.add("p1", 10)
		s.Nudge()
		synctest.Wait()
		if len(s.books.kept()) != before+1 || len(s.reg.anchored()) != 2 {
			t.Error("no pull, or no anchor, after a delivery")
		}
	})
}

// A registry that refuses the head does not keep the certificate from being renewed.
func TestWorkerRenewsUnanchored(t *testing.T) {
	run(t, 0, func(s *stand) {
		s.audit.seq, s.reg.due, s.reg.anchorErr = 3, true, enrol.NewError(enrol.CodeRefused, "test")
	}, func(s *stand) {
		if s.reg.renewed != 1 || len(s.reg.anchored()) != 0 {
			t.Errorf("renewed %d, anchors %v", s.reg.renewed, s.reg.anchored())
		}
	})
}

// TestWorkerBackSoon: an idle counter whose line broke right after a delivery learns
// within seconds that it is back.
func TestWorkerBackSoon(t *testing.T) {
	var down atomic.Bool
	run(t, 0, func(s *stand) {
		s.reg.pullErr = func(string) error {
			if down.Load() {
				return enrol.NewError(enrol.CodeOffline, "test")
			}
			return nil
		}
	}, func(s *stand) {
		down.Store(true)
		s.out.add("p1", 10)
		s.Nudge()
		s.expect(t, 0, 1, 0)
		if s.Status().Online {
			t.Fatal("online without a line")
		}
		down.Store(false)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if l := s.Status(); !l.Online || l.LastError != "" {
			t.Errorf("ten seconds after the line came back: %+v", l)
		}
	})
}

func TestWorkerRefresh(t *testing.T) {
	run(t, 0, nil, func(s *stand) {
		pulls := func(want int) {
			t.Helper()
			synctest.Wait()
			if n := len(s.books.kept()); n != want {
				t.Errorf("%d pulls, want %d", n, want)
			}
		}
		s.Refresh()
		pulls(1)           // the first one was a moment ago
		for range 30 * 9 { // thirty a second
			time.Sleep(time.Second / 30)
			s.Refresh()
		}
		pulls(1)
		time.Sleep(2 * time.Second)
		pulls(2)
		time.Sleep(20 * time.Second)
		pulls(2) // nobody asked again
		s.Refresh()
		pulls(3)
	})
}

// TestWorkerApart: a pull that fails doesn't hold up deliveries, nor the other way
// round, and the fault stays in view.
func TestWorkerApart(t *testing.T) {
	run(t, 5, func(s *stand) {
		s.reg.pullErr = func(string) error { return enrol.NewError(enrol.CodeServer, "test") }
	}, func(s *stand) {
		s.expect(t, 0, 5, 0)
		if l := s.Status(); l.LastError != enrol.CodeServer || !l.Online {
			t.Errorf("status %+v", l)
		}
	})
	run(t, 5, func(s *stand) { s.reg.always = failing(enrol.CodeServer, 0) }, func(s *stand) {
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if len(s.books.kept()) < 4 || s.Status().LastError != enrol.CodeServer {
			t.Errorf("%d pulls, %+v", len(s.books.kept()), s.Status())
		}
	})
}

func TestWorkerCursorForgotten(t *testing.T) {
	run(t, 0, func(s *stand) {
		s.books.cursor = "ancient"
		s.reg.pullErr = func(cursor string) error {
			if cursor == "ancient" {
				return enrol.NewError(enrol.CodeNotFound, "test")
			}
			return nil
		}
	}, func(s *stand) {
		if len(s.books.kept()) != 1 || !s.books.kept()[0].Full || s.Status().LastError != "" {
			t.Errorf("pulls %v, %+v", s.books.kept(), s.Status())
		}
	})
}

func TestWorkerKeepsPullFails(t *testing.T) {
	run(t, 0, func(s *stand) { s.books.fail = enrol.NewError(enrol.CodeDiskFull, "test") }, func(s *stand) {
		if s.Status().LastError != enrol.CodeDiskFull {
			t.Errorf("status %+v", s.Status())
		}
		s.books.set(nil)
		time.Sleep(MaxPause)
		synctest.Wait()
		if len(s.books.kept()) == 0 {
			t.Error("not tried again")
		}
	})
}

func TestWorkerProgress(t *testing.T) {
	run(t, 1000, func(s *stand) {
		s.reg.always = func(r *registry, items []api.Packet) (api.Receipts, error) {
			time.Sleep(time.Second)
			return r.accept(items)
		}
	}, func(s *stand) {
		time.Sleep(time.Hour)
		s.expect(t, 0, 1000, 0)
		s.mu.Lock()
		defer s.mu.Unlock()
		done, timed, tasks := 0, false, map[enrol.LinkTask]bool{}
		for _, l := range s.states {
			if l.Sending && (l.Total != 1000 || l.Done < done) {
				t.Fatalf("progress goes back: %+v", l)
			}
			if l.Sending {
				done = l.Done
			}
			timed = timed || l.Left > 0
			tasks[l.Task] = true
		}
		if done == 0 || !timed || !tasks[enrol.LinkPull] || !tasks[enrol.LinkDeliver] {
			t.Errorf("done %d, time left %v, tasks %v", done, timed, tasks)
		}
	})
}

// TestWorkerStorm throws random faults for a virtual day, and ends the worker now and
// then.
func TestWorkerStorm(t *testing.T) {
	for seed := range uint64(3) {
		run(t, 300, func(s *stand) {
			random := rand.New(rand.NewPCG(seed, 9))
			kinds := []enrol.Code{enrol.CodeOffline, enrol.CodeSlow, enrol.CodeServer, enrol.CodeNonsense, enrol.CodeThrottled}
			s.reg.always = func(r *registry, items []api.Packet) (api.Receipts, error) {
				code := kinds[random.IntN(len(kinds))]
				switch random.IntN(5) {
				case 0:
					return failing(code, 0)(r, items)
				case 1:
					return lost(code)(r, items)
				case 2:
					return r.accept(items[:random.IntN(len(items)+1)])
				case 3:
					s.out.fail[[]string{"Due", "Settle", "Fail", "Recover"}[random.IntN(4)]] = errors.New("disk")
				}
				return r.accept(items)
			}
		}, func(s *stand) {
			for i := range 200 {
				time.Sleep(time.Minute)
				s.out.add("s"+strings.Repeat("x", i), 10<<10)
				s.Nudge()
			}
			time.Sleep(12 * time.Hour)
			s.expect(t, 0, 500, 0)
		})
	}
}
