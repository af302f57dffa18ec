package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/scanner"
)

// scanLine is one line of gerai scan --json.
type scanLine struct {
	File  string  `json:"file"`
	Text  string  `json:"text"`
	Bytes string  `json:"bytes"` // base64
	Pass  string  `json:"pass"`
	MS    float64 `json:"ms"`
	Error string  `json:"error,omitempty"`
	Shown *shown  `json:"shown,omitempty"` // with --verify
}

// scan reads each file by itself. Exit status 0: all read, 1: nothing read from one
// of them, 2: one of them can't be used.
func (p *program) scan(ctx context.Context, args []string) int {
	var asJSON, verify bool
	cfg, files, err := p.parse("scan", args, func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&verify, "verify", false, "say whom a resident's identity QR shows, with the keys of this PC's last sync")
		fs.BoolVar(&asJSON, "json", false, "an object a line: file, text, bytes (base64), pass, ms")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(files) == 0 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "scan"))
	}
	var check func(string) *shown
	if verify {
		if check, err = p.shownBy(ctx, cfg); err != nil {
			return p.fail(err)
		}
	}
	status := exitOK
	for _, f := range files {
		line, s := p.scanFile(f)
		if check != nil && s == exitOK {
			if line.Shown = check(line.Text); line.Shown.Error != "" {
				s = exitNo
			}
		}
		status = max(status, s)
		p.printScan(line, s, asJSON)
	}
	return status
}

func (p *program) scanFile(path string) (scanLine, int) {
	line := scanLine{File: path}
	r, err := scanner.DecodeFile(path)
	switch {
	case errors.Is(err, scanner.ErrNothingRead):
		line.Error = "no-code"
		return line, exitNo
	case err != nil:
		line.Error = string(fileCode(err))
		return line, exitUsage
	}
	line.Text, line.Pass = r.Text, r.Pass
	line.Bytes = base64.StdEncoding.EncodeToString(r.Bytes)
	line.MS = float64(r.Elapsed.Microseconds()) / 1000
	return line, exitOK
}

func (p *program) printScan(line scanLine, status int, asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(p.out).Encode(line)
		return
	}
	if line.Shown != nil {
		p.printShown(line)
		return
	}
	switch status {
	case exitOK:
		fmt.Fprintf(p.out, "%s: %s\n", line.File, line.Text)
	case exitNo:
		fmt.Fprintf(p.err, "%s: %s\n", line.File, p.text("scan.no-code", nil))
	default:
		fmt.Fprintf(p.err, "%s: %s\n", line.File, p.sentence(enrol.Code(line.Error), nil))
	}
}

// fileCode tells a picture that isn't there from one that can't be used.
func fileCode(err error) enrol.Code {
	if errors.Is(err, fs.ErrNotExist) {
		return enrol.CodeNotFound
	}
	return enrol.CodePictureFile
}
