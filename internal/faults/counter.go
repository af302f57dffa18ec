package faults

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/sync"
)

// PlanVariable is the environment variable that makes a test binary a counter.
const PlanVariable = "GERAI_FAULTS_COUNTER"

// Plan is what one life of a counter is to be.
type Plan struct {
	Dir      string
	Queue    string        // file of the residents' QRs, one a line
	From     int           // first resident who is not known to be served
	Most     int           // residents of this life; 0: everybody
	Pause    time.Duration // between two residents
	Machine  string        // file that says what this PC's clocks show; see machine
	KillAt   string        // a step, "" none
	KillNth  int
	Evidence int  // bytes of a selfie
	Page     int  // bytes of a paper's picture, which some bring; 0: nobody does
	End      bool // end cleanly after the last resident
	Finish   bool // serve everybody, deliver everything, end cleanly
	Log      string
}

// counter is the process.
type counter struct {
	Plan
	works *outlet.Outlet
	kill  *killer
	qrs   []string
	began map[string]enrol.Case // drafts of an earlier life, by credential
}

// CounterMain is a counter's whole life. What it says on stdout was acknowledged before:
// "open TRUST AHEAD", "ack NUMBER ID AHEAD", "wait CODE", "drained", "error CODE".
func CounterMain(text string) int {
	signal.Ignore(syscall.SIGXFSZ) // a file that may not grow answers EFBIG
	var p Plan
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return 2
	}
	c := &counter{Plan: p, kill: newKiller(p.KillAt, p.KillNth)}
	if err := c.live(context.Background()); err != nil {
		say("error", string(enrol.CodeOf(err)), strings.ReplaceAll(err.Error(), "\n", " "))
		return 1
	}
	return 0
}

func say(words ...string) { fmt.Println(strings.Join(words, " ")) }

func (c *counter) live(ctx context.Context) error {
	text, err := os.ReadFile(c.Queue)
	if err != nil {
		return err
	}
	c.qrs = strings.Split(string(text), "\n") // a QR may hold spaces
	logs, err := os.OpenFile(c.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer logs.Close()
	c.works, err = outlet.Open(ctx, outlet.Config{Dir: c.Dir, Clocks: readMachine(c.Machine), ClockEvery: 50 * time.Millisecond,
		PullEvery: time.Second, BackupEvery: 5 * time.Second,
		Timeouts: sync.Timeouts{Short: 2 * time.Second, Pull: 2 * time.Second, Upload: 2 * time.Second, MinRate: 64 << 10},
		Tune:     c.kill.tune, Log: slog.New(slog.NewTextHandler(logs, nil))})
	if err != nil {
		return err
	}
	say("open", string(c.works.Store.ClockTrust()), c.ahead())
	c.kill.at("opened")
	c.works.Store.SetSealer(sealer{c.works.Sealer, c.kill})
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- c.works.Run(ctx) }()
	err = c.work(ctx)
	stop()
	if err = errors.Join(err, <-ended); err != nil {
		return err
	}
	c.kill.at("close.before")
	c.works.Close()
	return nil
}

// work serves one resident after another.
func (c *counter) work(ctx context.Context) error {
	drafts, err := c.works.Store.Drafts(ctx)
	if err != nil {
		return err
	}
	parked, err := c.works.Store.ParkedCases(ctx)
	if err != nil {
		return err
	}
	c.began = map[string]enrol.Case{}
	for _, d := range append(drafts, parked...) {
		if d.Credential != nil {
			c.began[d.Credential.ID] = d
		}
	}
	last := len(c.qrs)
	if c.Most > 0 {
		last = min(last, c.From+c.Most)
	}
	for i := c.From; i < last; {
		if err := c.serve(ctx, i); err != nil {
			say("wait", string(enrol.CodeOf(err)))
			time.Sleep(100 * time.Millisecond)
			continue
		}
		i++
		time.Sleep(c.Pause)
	}
	for !c.Finish && !c.End {
		time.Sleep(time.Second) // that's all; the end comes from outside
	}
	if c.End {
		return nil
	}
	return c.drain(ctx)
}

// aheadWord is said where this counter's time runs ahead of the right one.
const aheadWord = "ahead"

func (c *counter) ahead() string {
	if time.Until(c.works.Now()) > time.Hour {
		return aheadWord
	}
	return "-"
}

// serve takes one resident from the QR to the decision, as the lane does: checked
// offline, kept as a draft, sealed and committed.
func (c *counter) serve(ctx context.Context, i int) error {
	keys, err := c.works.Store.Keys(ctx)
	if err != nil {
		return err
	}
	cred, err := c.verify(keys, c.qrs[i])
	if err != nil {
		c.works.Worker.Refresh()
		return err
	}
	now := c.works.Now()
	if spent, err := c.works.Store.Spent(ctx, cred.ID); err != nil || spent {
		if spent {
			say("had", strconv.Itoa(i))
		}
		return err
	}
	k, known := c.began[cred.ID]
	if !known {
		if k, err = c.open(ctx, cred, i, now); err != nil {
			return err
		}
	}
	if i%parkEvery == 0 {
		if k, err = c.comeBack(ctx, k, now); err != nil {
			return err
		}
	}
	if k, err = k.Apply(enrol.EventApprove, c.works.Now()); err != nil {
		return err
	}
	if err := c.works.Store.Decide(ctx, k); err != nil {
		return err
	}
	c.kill.at("decide.after")
	say("ack", strconv.Itoa(i), k.ID, c.ahead())
	c.kill.at("told")
	c.works.Worker.Nudge()
	return nil
}

// verify reads a QR as the lane does, which begins no case while its time is certainly
// wrong.
func (c *counter) verify(keys []enrol.VerifyKey, qr string) (enrol.Credential, error) {
	v := credential.NewVerifier(keys, credential.Options{})
	cred, err := v.Verify(qr, c.works.Now())
	if enrol.CodeOf(err) == enrol.CodeQRNotYet && c.works.Store.Witness(cred.IssuedAt) {
		cred, err = v.Verify(qr, c.works.Now())
	}
	if err == nil && c.works.Store.ClockTrust() == enrol.ClockWrong {
		err = enrol.NewError(enrol.CodeHardStop, "begin a case").With("which", "clock")
	}
	return cred, err
}

// pageEvery: one resident in so many brings a paper that is photographed.
const pageEvery = 3

// open brings a new case up to where only the decision lacks, with generated evidence.
func (c *counter) open(ctx context.Context, cred enrol.Credential, i int, now time.Time) (enrol.Case, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return enrol.Case{}, err
	}
	k := enrol.Case{ID: id.String(), Kind: cred.Kind, State: enrol.StateOpened, Resident: cred.Resident, Credential: &cred,
		ConsentAt: cred.ConsentAt, ConsentBy: "resident", Operator: operator, Outlet: c.works.Name, Device: c.works.Device, OpenedAt: now,
		Selfie: selfie(c.Evidence), Face: enrol.FaceResult{Method: enrol.MethodStaff, DecidedBy: operator}}
	if c.Page > 0 && i%pageEvery == 0 {
		sealed, err := c.works.Sealer.SealPage(selfie(c.Page))
		if err != nil {
			return k, err
		}
		k.Documents, k.Pages = []enrol.Document{enrol.DocKK}, []enrol.Page{enrol.NewPage(enrol.DocKK, sealed)}
	}
	return c.look(ctx, k, now)
}

// look has the face compared and keeps the draft.
func (c *counter) look(ctx context.Context, k enrol.Case, now time.Time) (_ enrol.Case, err error) {
	for _, e := range []enrol.Event{enrol.EventAdmit, enrol.EventConsent, enrol.EventCapture, enrol.EventCompare} {
		if k, err = k.Apply(e, now); err != nil {
			return k, err
		}
	}
	c.began[k.Credential.ID] = k // a full disk may keep it from being decided now
	c.kill.at("draft.before")
	err = c.works.Store.SaveDraft(ctx, k)
	c.kill.at("draft.after")
	return k, err
}

// parkEvery: one resident in so many lacks a paper, and comes back with it.
const parkEvery = 4

// comeBack parks a case, unless it was parked before, and takes it up again.
func (c *counter) comeBack(ctx context.Context, k enrol.Case, now time.Time) (_ enrol.Case, err error) {
	if !slices.ContainsFunc(k.Steps, func(s enrol.Step) bool { return s.State == enrol.StateParked }) {
		k.Reason = enrol.ReasonBringPapers
		if k, err = k.Apply(enrol.EventPark, now); err != nil {
			return k, err
		}
		if err := c.works.Store.Decide(ctx, k); err != nil {
			return k, err
		}
		c.began[k.Credential.ID] = k
		c.kill.at("park.after")
	}
	if k.State != enrol.StateParked {
		return k, nil
	}
	if k, err = k.Apply(enrol.EventResume, now); err != nil {
		return k, err
	}
	k.Selfie, k.Face = selfie(c.Evidence), enrol.FaceResult{Method: enrol.MethodStaff, DecidedBy: operator}
	return c.look(ctx, k, now)
}

// selfie is noise with a JPEG's first and last bytes, which does not compress.
func selfie(n int) []byte {
	b := make([]byte, max(n, 8))
	_, _ = rand.Read(b)
	copy(b, []byte{0xFF, 0xD8, 0xFF, 0xE0})
	copy(b[len(b)-2:], []byte{0xFF, 0xD9})
	return b
}

// drain waits until nothing is left to be delivered.
func (c *counter) drain(ctx context.Context) error {
	for {
		b, err := c.works.Store.Backlog(ctx)
		if err == nil && b.Pending+b.Held+b.Refused == 0 {
			say("drained")
			return nil
		}
		say("left", fmt.Sprint(b.Pending, b.Held, b.Refused))
		time.Sleep(300 * time.Millisecond)
	}
}

// lines reads what a counter says.
func lines(r *bufio.Scanner, each func(words []string)) {
	for r.Scan() {
		if f := strings.Fields(r.Text()); len(f) > 0 {
			each(f)
		}
	}
}
