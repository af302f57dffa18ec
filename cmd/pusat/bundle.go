package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

func bundleFlags(c *Config, fs *flag.FlagSet) {
	keepFlag(c, fs)
	fs.StringVar(&c.Receipts, "receipts", ".", "`folder` for the receipts, a file for each outlet")
}

// carried is what came of a stick.
type carried struct {
	answers map[enrol.Answer]int
	foreign int             // signed by no device of ours: they get no receipt
	back    api.AskResponse // settings for the device that asked for them; none: no Outlet
	failed  []string        // ids of those that the registry stumbled over
	fault   error           // the last of these
	outlets map[string][]enrol.Receipt
}

// importBundle takes in the packets of a bundle, and writes the receipts that go back.
// What a damaged stick still gives is taken in; the command then fails all the same.
func (m *Main) importBundle(ctx context.Context) error {
	if len(m.args) != 1 {
		return usageError("import-bundle needs one file")
	}
	f, err := os.Open(m.args[0])
	if err != nil {
		return fmt.Errorf("open bundle: %w", err)
	}
	defer f.Close()
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	got := carried{answers: map[enrol.Answer]int{}, outlets: map[string][]enrol.Receipt{}}
	content, cut := bundle.ReadPackets(f, func(_ bundle.Head, p api.Packet) error { return got.take(ctx, s, p) })
	items := content.Items
	fmt.Fprintf(m.Stdout, "packets %d: accepted %d, known %d, refused %d, not ours %d\n", items, got.answers[enrol.AnswerAccepted],
		got.answers[enrol.AnswerDuplicate], got.answers[enrol.AnswerRefused], got.foreign)
	for _, id := range got.failed {
		fmt.Fprintln(m.Stdout, "not taken in, bring it again:", id)
	}
	asked := got.ask(ctx, s, content.Ask)
	if code := enrol.CodeOf(asked); code == enrol.CodeRefused || code == enrol.CodeRevoked {
		fmt.Fprintln(m.Stderr, "no settings go back:", code)
		asked = nil
	}
	about := fmt.Sprintf("%d/%d", got.answers[enrol.AnswerAccepted], items)
	deed := registry.RecordDeed(context.WithoutCancel(ctx), m.db, m.Clock(), m.who(), "bundle", about, "")
	return errors.Join(cut, m.writeReceipts(s, got), deed, got.fault, asked)
}

// take asks the registry about one packet. Only its own faults end the import.
func (c *carried) take(ctx context.Context, s *registry.Service, p api.Packet) error {
	dev, r, err := s.TakeInCarried(ctx, p)
	switch code := enrol.CodeOf(err); {
	case err == nil:
		c.answers[r.Answer]++
		c.outlets[dev.Outlet] = append(c.outlets[dev.Outlet], r)
		return nil
	case ctx.Err() != nil:
		return err
	case code == enrol.CodeInternal, code == enrol.CodeServer, code == enrol.CodeDiskFull, code == enrol.CodeCancelled:
		c.failed, c.fault = append(c.failed, p.ID), fmt.Errorf("take in packet %s: %w", p.ID, err)
		return nil
	}
	c.foreign++
	return nil
}

// ask answers what the stick's device asks for, so that its settings go back with the
// receipts.
func (c *carried) ask(ctx context.Context, s *registry.Service, signed []byte) (err error) {
	if len(signed) == 0 {
		return nil
	}
	if c.back, err = s.Answer(ctx, signed); err != nil {
		return err
	}
	if _, ok := c.outlets[c.back.Outlet]; !ok {
		c.outlets[c.back.Outlet] = nil // a file without receipts
	}
	return nil
}

// writeReceipts makes a file for each outlet, and prints its name.
func (m *Main) writeReceipts(s *registry.Service, c carried) error {
	now := m.Clock().UTC()
	key, kid := s.SignReceipts()
	outlets := make([]string, 0, len(c.outlets))
	for o := range c.outlets {
		outlets = append(outlets, o)
	}
	sort.Strings(outlets)
	for _, o := range outlets {
		path := filepath.Join(m.Config.Receipts, fmt.Sprintf("receipts-%s-%s.gerai", o, now.Format("20060102-150405.000")))
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("write receipts: %w", err)
		}
		if len(c.outlets[o]) > 0 {
			err = bundle.WriteReceipts(f, key, kid, bundle.Receipts{Outlet: o, At: now.Truncate(time.Second), Receipts: c.outlets[o]})
		}
		if err == nil && o == c.back.Outlet {
			_, err = f.Write(c.back.File)
		}
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("write receipts: %w", err)
		}
		fmt.Fprintln(m.Stdout, path)
	}
	return nil
}
