package faults

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// check looks at both databases for each promise.
func (p *Play) check(ctx context.Context) error {
	p.pusat.Kill()
	items, err := p.checkCounter(ctx)
	if err != nil {
		return err
	}
	at, err := readRegistry(ctx, p.path("pusat"), p.Approvals)
	if err != nil {
		return err
	}
	for i := range p.Approvals {
		got := at[i]
		switch {
		case len(got.cases) == 0:
			return fmt.Errorf("lost: resident %d is not at the registry", i)
		case len(got.cases) > 1:
			return fmt.Errorf("doubled: resident %d has %d cases at the registry", i, len(got.cases))
		case p.acks[i] != "" && p.acks[i] != got.cases[0]:
			return fmt.Errorf("resident %d: acknowledged as %s, the registry has %s", i, p.acks[i], got.cases[0])
		case !items[got.cases[0]]:
			return fmt.Errorf("resident %d: the counter has no case %s", i, got.cases[0])
		case got.jobs != 1:
			return fmt.Errorf("resident %d: %d mails", i, got.jobs)
		}
	}
	if len(items) != p.Approvals {
		return fmt.Errorf("%d cases at the counter, %d residents", len(items), p.Approvals)
	}
	return p.checkReadable()
}

// checkCounter answers the ids of the counter's cases: all answered, the chain whole,
// the file too.
func (p *Play) checkCounter(ctx context.Context) (map[string]bool, error) {
	db, err := store.Open(ctx, store.Options{Dir: p.path("counter"), ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := db.Check(ctx); err != nil {
		return nil, err
	}
	if _, err := db.Verify(ctx); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	items := map[string]bool{}
	for q := (enrol.Query{Limit: 1000}); ; {
		page, err := db.Items(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, it := range page {
			if it.Delivery != enrol.DeliveryAnswered || it.Answer != enrol.AnswerAccepted && it.Answer != enrol.AnswerDuplicate {
				return nil, fmt.Errorf("stuck: case %s is %s, answer %q %q", it.ID, it.Delivery, it.Answer, it.Code)
			}
			items[it.ID] = true
		}
		if len(page) < q.Limit {
			break
		}
		q.Before = page[len(page)-1].ID
	}
	drafts, err := db.Drafts(ctx)
	if err == nil && len(drafts) > 0 {
		err = fmt.Errorf("%d drafts are left", len(drafts))
	}
	return items, err
}

// checkReadable searches every file of the counter and its log for what residents
// entered. The queue of QRs, which stands for their phones, is not the counter's.
func (p *Play) checkReadable() error {
	var secrets [][]byte
	for i := range p.Approvals {
		secrets = append(secrets, []byte(Resident(i)))
	}
	secrets = append(secrets, []byte(mailDomain), []byte("WARGA "))
	look := func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, s := range secrets {
			if bytes.Contains(text, s) {
				return fmt.Errorf("readable: %s holds what a resident entered", filepath.Base(path))
			}
		}
		return nil
	}
	if err := look(p.path("counter.log")); err != nil {
		return err
	}
	return filepath.WalkDir(p.path("counter"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return look(path)
	})
}
