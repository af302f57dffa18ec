package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

func evidenceFlags(c *Config, fs *flag.FlagSet) {
	fs.StringVar(&c.Reason, "reason", "", "why the evidence is opened, for the office's record")
	fs.StringVar(&c.Out, "out", "", "new `folder` for what is in it; empty: evidence-CASE here")
}

// evidence opens a case's sealed evidence into a new folder that its owner alone can read,
// and records who did and why.
func (m *Main) evidence(ctx context.Context) error {
	if len(m.args) != 1 {
		return usageError("evidence needs the id of one case, and --reason")
	}
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	e, err := s.OpenEvidence(ctx, m.who(), m.args[0], m.Config.Reason)
	switch enrol.CodeOf(err) {
	case enrol.CodeReason:
		return usageError("evidence needs --reason, which is recorded: why it is opened, in a few words")
	case enrol.CodeNotFound:
		return usageError("no evidence of case %q: the registry does not know it, or its time is over (--keep-evidence)", m.args[0])
	}
	if err != nil {
		return err
	}
	dir := m.Config.Out
	if dir == "" {
		dir = "evidence-" + e.Case.ID
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the evidence: %w", err)
	}
	return m.writeEvidence(dir, e)
}

func (m *Main) writeEvidence(dir string, e registry.Evidence) error {
	c := e.Case
	c.Selfie, c.Card = nil, nil // they stand beside it
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	type file struct {
		name string
		data []byte
	}
	files := []file{{"case.json", text}, {"selfie.jpg", e.Case.Selfie}, {"card.jpg", e.Case.Card}}
	for i, p := range e.Pages {
		files = append(files, file{fmt.Sprintf("page-%d-%s.jpg", i+1, filepath.Base(string(c.Pages[i].Document))), p})
	}
	for _, f := range files {
		if len(f.data) == 0 {
			continue
		}
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, f.data, 0o600); err != nil {
			return fmt.Errorf("write evidence: %w", err)
		}
		fmt.Fprintln(m.Stdout, path)
	}
	return nil
}
