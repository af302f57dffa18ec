package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
)

// shown is what a resident's identity QR proves, checked offline.
type shown struct {
	Name  string    `json:"name,omitempty"`
	NIK   string    `json:"nik,omitempty"` // masked
	Until time.Time `json:"until,omitzero"`
	Error string    `json:"error,omitempty"`
}

// shownBy answers a check with the keys that the last sync brought to this PC.
func (p *program) shownBy(ctx context.Context, cfg Config) (func(string) *shown, error) {
	db, err := p.openStore(ctx, cfg, true)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	keys, err := db.Keys(ctx)
	if err != nil {
		return nil, err
	}
	return func(text string) *shown { return readShown(keys, text, time.Now()) }, nil
}

// readShown checks a QR's text. What it proves it proves offline: whether the account
// was blocked a minute ago only the registry's own page knows.
func readShown(keys []enrol.VerifyKey, text string, now time.Time) *shown {
	c, err := credential.NewVerifier(keys, credential.Options{}).VerifyDisplay(text, now)
	if err != nil {
		return &shown{Error: string(enrol.CodeOf(err))}
	}
	return &shown{Name: c.Resident.Name, NIK: c.Resident.NIK.Masked(), Until: c.Expires}
}

func (p *program) printShown(line scanLine) {
	if line.Shown.Error != "" {
		fmt.Fprintf(p.err, "%s: %s\n", line.File, p.sentence(enrol.Code(line.Shown.Error), nil))
		return
	}
	fmt.Fprintf(p.out, "%s: %s, NIK %s, %s\n", line.File, line.Shown.Name, line.Shown.NIK, line.Shown.Until.Local().Format(p.text("time.clock-seconds", nil)))
}
