package faults

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/secrets"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

// operator is who decides everything.
const operator = "siti"

// mailDomain is that of all residents: what has it in a counter's files is personal.
const mailDomain = "gangguan.example"

// Resident answers the NIK of the n-th invented resident. Nobody in region 327600 exists.
func Resident(n int) enrol.NIK {
	return enrol.NIK(fmt.Sprintf("327600%02d%02d%02d%04d", n%28+1, n/28%12+1, 70+n/9999%20, n%9999+1))
}

// prepare makes a registry's database with residents who are registered, and answers
// their QRs, which are good for longer than clocks are set by, so that a wrong time does
// reach decisions.
func prepare(ctx context.Context, dir string, residents int) (qrs []string, front *tls.Config, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	d, err := sqlite.Open(filepath.Join(dir, "pusat.db"))
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, _, err := d.Migrate(ctx); err != nil {
		return nil, nil, err
	}
	s, err := secrets.Open(filepath.Join(dir, "secrets"), time.Now())
	if err != nil {
		return nil, nil, err
	}
	if err := demo.Seed(ctx, d, time.Now(), phc.Params{Memory: 64, Time: 1, Threads: 1}); err != nil {
		return nil, nil, err
	}
	batch := make([]db.Resident, residents)
	for i := range batch {
		n := Resident(i)
		batch[i] = db.Resident{NIK: n, Name: fmt.Sprintf("WARGA %d", i), Birth: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
			Sex: enrol.Male, Category: enrol.CategoryPublic}
	}
	if _, err := d.Import(ctx, batch, time.Now()); err != nil {
		return nil, nil, err
	}
	service := registry.New(d, s, nil, registry.Options{CredentialLife: 5 * 24 * time.Hour})
	if err := service.Prepare(ctx); err != nil {
		return nil, nil, err
	}
	for i := range batch {
		r, err := service.Register(ctx, registry.RegisterRequest{NIK: batch[i].NIK, Kind: enrol.KindNew, Consent: true,
			Email: enrol.Email(fmt.Sprintf("warga%d@%s", i, mailDomain)), Phone: enrol.Phone(fmt.Sprintf("0812%08d", i))})
		if err != nil {
			return nil, nil, fmt.Errorf("register resident %d: %w", i, err)
		}
		qrs = append(qrs, r.QR)
	}
	front = s.CA.NewServer([]string{"127.0.0.1"}, time.Now).Devices()
	front.ClientAuth = tls.RequestClientCert // the answering modes look at nothing
	return qrs, front, nil
}

// startRegistry runs bin/pusat on a prepared folder.
func startRegistry(ctx context.Context, bin, dir string) (*stage.Pusat, error) {
	p, err := stage.NewPusat(bin, dir, "")
	if err != nil {
		return nil, err
	}
	return p, p.Start(ctx)
}

// taken is what a registry has of a resident.
type taken struct {
	cases []string // ids
	jobs  int      // mails with a code
}

// readRegistry reads the database of a registry that is not running.
func readRegistry(ctx context.Context, dir string, residents int) (out map[int]taken, err error) {
	d, err := openPlain(filepath.Join(dir, "pusat.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	number := make(map[string]int, residents)
	for i := range residents {
		number[string(Resident(i))] = i
	}
	out = map[int]taken{}
	rows, err := d.QueryContext(ctx, `SELECT nik, id, (SELECT count(*) FROM jobs WHERE jobs.nik = cases.nik AND kind = 'code') FROM cases WHERE decision = 'approved'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var nik, id string
		var jobs int
		if err := rows.Scan(&nik, &id, &jobs); err != nil {
			return nil, err
		}
		i, ok := number[strings.TrimSpace(nik)]
		if !ok {
			return nil, fmt.Errorf("a case of nobody")
		}
		t := out[i]
		out[i] = taken{append(t.cases, id), jobs}
	}
	return out, rows.Err()
}
