package slip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Printer hands documents to CUPS by its lp, through a pipe: nothing is written to the
// disk on the way. Without a printer, or where it refuses, they are kept in a folder.
type Printer struct {
	Name   string // of CUPS; "": its default
	Media  string // size of the paper as CUPS names it, "A4"; "": the printer's own
	Folder string // where files are kept
	ToFile bool   // no printer, although there may be one: Folder or Kept it is
	Kept   string // the document's file where it is on the disk already; "": it is kept in Folder
	Now    func() time.Time
}

// Print answers where a document went. The error is CodePrinter where a printer is there
// and refuses; File is then set if the document could be kept instead.
func (p *Printer) Print(ctx context.Context, pdf []byte) (enrol.Printed, error) {
	name, err := p.destination(ctx)
	if err == nil && name == "" {
		file, err := p.keep(pdf)
		return enrol.Printed{File: file}, err
	}
	if err == nil {
		if err = p.lp(ctx, name, pdf); err == nil {
			return enrol.Printed{Printer: name}, nil
		}
	}
	file, kept := p.keep(pdf)
	if kept != nil {
		file = ""
	}
	return enrol.Printed{File: file}, enrol.WrapError(enrol.CodePrinter, "print slip", err)
}

// destination is the printer's name; "" where there is no lp, or no printer in it.
func (p *Printer) destination(ctx context.Context) (string, error) {
	if _, err := exec.LookPath("lp"); err != nil || p.ToFile {
		return "", nil
	}
	if p.Name != "" {
		return p.Name, nil
	}
	return defaultPrinter(ctx)
}

// errStopped is a printer that would keep the document to itself.
var errStopped = errors.New("the printer is stopped")

// lp prints what it reads; its own words are of no use to staff and left out.
func (p *Printer) lp(ctx context.Context, name string, pdf []byte) error {
	switch is, err := Stopped(ctx, name); {
	case err != nil:
		return err
	case is:
		return errStopped
	}
	args := []string{"-d", name, "-t", "Gerai"}
	if p.Media != "" {
		args = append(args, "-o", "media="+p.Media)
	}
	c := exec.CommandContext(ctx, "lp", append(args, "-")...)
	c.Stdin = bytes.NewReader(pdf)
	c.WaitDelay = time.Second
	if err := c.Run(); err != nil {
		return fmt.Errorf("run lp: %w", err)
	}
	return nil
}

// keptName is how keep names a document: when, and what makes it the only one.
var keptName = regexp.MustCompile(`^\d{8}-\d{6}-\d+\.pdf$`)

// IsKept tells whether a file's name, without its folder, is one that a Printer keeps documents under. A
// folder that is configured may hold other things.
func IsKept(name string) bool { return keptName.MatchString(name) }

// keep writes a document for somebody to print later, readable by this user alone.
func (p *Printer) keep(pdf []byte) (string, error) {
	if p.Kept != "" {
		return p.Kept, nil
	}
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return "", enrol.WrapError(enrol.CodePrinter, "keep slip", err)
	}
	f, err := os.CreateTemp(p.Folder, p.Now().Format("20060102-150405")+"-*.pdf")
	if err != nil {
		return "", enrol.WrapError(enrol.CodePrinter, "keep slip", err)
	}
	_, err = f.Write(pdf)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(f.Name()) // half a slip is none
		return "", enrol.WrapError(enrol.CodePrinter, "keep slip", err)
	}
	return filepath.Clean(f.Name()), nil
}
