package outlet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// relay hands a stick's packets, of an outlet that has no line, to the registry, and
// writes the receipts that go back. Nothing is kept here: who brings the same stick
// again, or a half one, gets the receipts again.
type relay struct {
	*Outlet
	carry  func(context.Context, []api.Packet) (api.CarriedResponse, error) // the line; see sync.Client.Carry
	ask    func(context.Context, []byte) (api.AskResponse, error)           // the same; see sync.Client.Ask
	folder string                                                           // for the receipts
	stamp  string                                                           // of their names
	batch  []api.Packet
	bytes  int
	out    enrol.Carried

	stumbles int   // uploads in a row that the registry could not deal with
	stumble  error // the last of them
}

const (
	relayBytes = 2 << 20
	relayItems = 256
	// relayTries is how often an upload is repeated that the registry has no time for.
	relayTries = 5
	relayPause = 5 * time.Second
	// mostStumbles is how many uploads in a row may fail before it is the registry, and not
	// what is in them.
	mostStumbles = 3
)

// relayFrom reads packets from f. What could be read of a stick that is cut is delivered,
// and the error answered with it.
func (o *Outlet) relayFrom(ctx context.Context, actor string, in *bufio.Reader, folder string) (enrol.Carried, error) {
	r := &relay{Outlet: o, carry: o.Client.Carry, ask: o.Client.Ask, folder: folder, stamp: o.Now().UTC().Format("20060102-150405.000")}
	if err := r.writable(); err != nil {
		return r.out, err
	}
	if o.Client.Lapsed() {
		if err := o.Client.Renew(ctx); err != nil {
			return r.out, err
		}
	}
	content, err := bundle.ReadPackets(in, func(_ bundle.Head, p api.Packet) error { return r.take(ctx, p) })
	if err == nil || isCut(err) {
		err = errors.Join(err, r.flush(ctx))
	}
	if err == nil {
		err = r.verdict()
	}
	if err == nil {
		err = r.bringAsk(ctx, content.Ask)
	}
	if r.out.Packets > 0 || r.out.Answered {
		about := map[string]string{"packets": strconv.Itoa(r.out.Packets), "accepted": strconv.Itoa(r.out.Accepted), "known": strconv.Itoa(r.out.Known),
			"refused": strconv.Itoa(r.out.Refused), "foreign": strconv.Itoa(r.out.Foreign), "failed": strconv.Itoa(len(r.out.Failed))}
		err = errors.Join(err, o.Store.Record(context.WithoutCancel(ctx), "relay", actor, "", about))
	}
	return r.out, err
}

// bringAsk has the registry answer what the stick's PC asks for. One that it refuses, since
// the PC may report no more, say, or that is forged, has no answer; the packets have had theirs.
func (r *relay) bringAsk(ctx context.Context, ask []byte) error {
	if len(ask) == 0 {
		return nil
	}
	r.out.Asked = true
	answer, err := patient(ctx, relayTries, func() (api.AskResponse, error) { return r.ask(ctx, ask) })
	switch enrol.CodeOf(err) {
	case "":
	case enrol.CodeRefused, enrol.CodeNotFound: // or the registry is from before there were any
		return nil
	default:
		return err
	}
	err = r.append(answer.Outlet, answer.File)
	r.out.Answered = err == nil
	return err
}

// verdict is the registry's fault where nothing of a stick that was read came through.
func (r *relay) verdict() error {
	if len(r.out.Failed) == r.out.Packets {
		return r.stumble
	}
	return nil
}

// writable looks whether receipts can be written before anything is delivered.
func (r *relay) writable() error {
	probe := filepath.Join(r.folder, "."+r.stamp)
	f, err := os.OpenFile(probe, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(probe))
	}
	return r.fault(err)
}

// fault is a file's error that names the folder: it is not the one on the command line.
func (r *relay) fault(err error) error {
	if err == nil {
		return nil
	}
	err = fileFault("write receipts", err)
	var e *enrol.Error
	if errors.As(err, &e) {
		return e.With("folder", r.folder)
	}
	return err
}

func (r *relay) take(ctx context.Context, p api.Packet) error {
	if r.bytes+len(p.Body) > relayBytes || len(r.batch) == relayItems {
		if err := r.flush(ctx); err != nil {
			return err
		}
	}
	r.batch, r.bytes = append(r.batch, p), r.bytes+len(p.Body)
	return nil
}

// flush delivers what was read, and writes the receipts before anything else is sent.
func (r *relay) flush(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	answer, err := r.deliver(ctx)
	if err != nil {
		if r.stumbles++; !stumbled(err) || r.stumbles > mostStumbles {
			return err
		}
		r.stumble, answer.Failed = err, nil // deliver may have noted them one by one
		for _, p := range r.batch {
			answer.Failed = append(answer.Failed, p.ID)
		}
	} else {
		r.stumbles = 0
	}
	r.out.Packets += len(r.batch)
	r.out.Failed = append(r.out.Failed, answer.Failed...)
	r.out.Accepted, r.out.Known = r.out.Accepted+answer.Accepted, r.out.Known+answer.Known
	r.out.Refused, r.out.Foreign = r.out.Refused+answer.Refused, r.out.Foreign+answer.Foreign
	r.batch, r.bytes = nil, 0
	for _, part := range answer.Receipts {
		if err := r.write(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends what was read; one by one where the registry stumbles over it as a whole, so
// that one packet does not hold up those behind it. The error is for when it stumbles over
// every one.
func (r *relay) deliver(ctx context.Context) (api.CarriedResponse, error) {
	whole, err := r.send(ctx, r.batch, relayTries)
	if len(r.batch) < 2 || !stumbled(err) {
		return whole, err
	}
	for i, p := range r.batch {
		part, fault := r.send(ctx, []api.Packet{p}, 1)
		switch {
		case fault == nil:
			err = nil
		case stumbled(fault):
			part.Failed = []string{p.ID}
		default: // the line: what came before it has its receipts
			if i == 0 || err != nil {
				return whole, fault
			}
			for _, rest := range r.batch[i:] {
				part.Failed = append(part.Failed, rest.ID)
			}
			add(&whole, part)
			return whole, nil
		}
		add(&whole, part)
	}
	return whole, err
}

// stumbled tells whether it may be the packets that the registry can't deal with.
func stumbled(err error) bool {
	return enrol.CodeOf(err) == enrol.CodeServer
}

func add(to *api.CarriedResponse, part api.CarriedResponse) {
	to.Accepted, to.Known, to.Refused, to.Foreign = to.Accepted+part.Accepted, to.Known+part.Known, to.Refused+part.Refused, to.Foreign+part.Foreign
	to.Receipts, to.Failed = append(to.Receipts, part.Receipts...), append(to.Failed, part.Failed...)
}

func (r *relay) send(ctx context.Context, batch []api.Packet, tries int) (api.CarriedResponse, error) {
	return patient(ctx, tries, func() (api.CarriedResponse, error) { return r.carry(ctx, batch) })
}

// patient waits where the registry asks for it. A line that is down is not waited for:
// somebody stands there with the stick.
func patient[T any](ctx context.Context, tries int, ask func() (T, error)) (T, error) {
	for try := 1; ; try++ {
		answer, err := ask()
		var e *enrol.Error
		if err == nil || try == tries || !errors.As(err, &e) || e.Code != enrol.CodeThrottled && e.Code != enrol.CodeServer {
			return answer, err
		}
		select {
		case <-ctx.Done():
			return answer, err
		case <-time.After(min(max(e.RetryAfter, relayPause), time.Minute)):
		}
	}
}

// write appends a part to its outlet's file. What is for this outlet is kept here at
// once; another PC of it may be the one that waits for it.
func (r *relay) write(ctx context.Context, part api.CarriedReceipts) error {
	if part.Outlet == r.Name {
		n, err := r.settle(ctx, part.File)
		if r.out.Receipts += n; err != nil {
			return err
		}
	}
	return r.append(part.Outlet, part.File)
}

// append writes a part behind what goes back to an outlet.
func (r *relay) append(outlet string, part []byte) error {
	path := filepath.Join(r.folder, fmt.Sprintf("receipts-%s-%s.gerai", filepath.Base(outlet), r.stamp))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return r.fault(err)
	}
	_, err = f.Write(part)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return r.fault(err)
	}
	if !slices.Contains(r.out.Files, path) {
		r.out.Files = append(r.out.Files, path)
	}
	return nil
}

// settle keeps receipts that are this outlet's, and answers how many.
func (o *Outlet) settle(ctx context.Context, text []byte) (int, error) {
	keys, err := o.Store.Keys(ctx)
	if err != nil {
		return 0, err
	}
	in, cut := bundle.ReadReceipts(bytes.NewReader(text), o.Name, keys, o.Now())
	if len(in.Receipts) == 0 {
		return 0, cut
	}
	if err := o.Store.Settle(ctx, in.Receipts); err != nil {
		return 0, fmt.Errorf("keep receipts: %w", err)
	}
	return len(in.Receipts), cut
}

// isCut tells a bundle that ended too early.
func isCut(err error) bool {
	var e *enrol.Error
	return errors.As(err, &e) && e.Code == enrol.CodeField && e.Details["why"] == "cut"
}

// isPackets tells a bundle of packets from one of receipts by how it begins.
func isPackets(in *bufio.Reader) bool {
	head, _ := in.Peek(len(bundle.PacketsBegin)) // what is too short is none
	return string(head) == bundle.PacketsBegin
}
