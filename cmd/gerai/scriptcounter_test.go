package main

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/registry/secrets"
	"github.com/gerai-ikd/gerai/registry/sqlite"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// hold has the database open until the script's end, as a running counter has it.
func hold(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: hold FOLDER")
	}
	db, err := store.Open(context.Background(), store.Options{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	ts.Defer(func() { _ = db.Close() })
}

// cases approves some residents: cases FOLDER N. The variable CASE is the last one's id.
func cases(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: cases FOLDER N")
	}
	ctx := context.Background()
	recipient, err := packet.NewIdentity()
	ts.Check(err)
	_, key, err := ed25519.GenerateKey(nil)
	ts.Check(err)
	sealer, err := packet.NewSealer("pc-1", key, packet.Recipient(recipient))
	ts.Check(err)
	db, err := store.Open(ctx, store.Options{Dir: ts.MkAbs(args[0]), Sealer: sealer})
	ts.Check(err)
	defer db.Close()
	for n := range atoi(ts, args[1]) {
		c, err := compared(n).Apply(enrol.EventApprove, time.Now())
		ts.Check(err)
		ts.Check(db.Decide(ctx, c))
		ts.Setenv("CASE", c.ID)
	}
}

// chained wants so many entries of a kind in the audit chain, and the chain whole.
func chained(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: chained FOLDER KIND COUNT")
	}
	path := ts.MkAbs(args[0])
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(path, "gerai.db")+"?mode=ro")
	ts.Check(err)
	var n int
	err = db.QueryRow(`SELECT count(*) FROM audit WHERE kind = ?`, args[1]).Scan(&n)
	ts.Check(errors.Join(err, db.Close()))
	if strconv.Itoa(n) != args[2] {
		ts.Fatalf("%d entries of the kind %s, want %s", n, args[1], args[2])
	}
	s, err := store.Open(context.Background(), store.Options{Dir: path, ReadOnly: true})
	ts.Check(err)
	_, err = s.Verify(context.Background())
	ts.Check(errors.Join(err, s.Close()))
}

// compared is a case of an invented resident that only needs the decision.
func compared(n int) enrol.Case {
	return enrol.Case{ID: newID(), Kind: enrol.KindNew, State: enrol.StateCompared,
		Resident: enrol.Resident{NIK: enrol.NIK(fmt.Sprintf("327600410190%04d", n+1)), Name: "Warga Rekaan",
			Email: "warga.rekaan@surel.example", Phone: "081200000001", Birth: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), Sex: enrol.Female},
		Selfie: []byte{0xFF, 0xD8, 0xFF}, Face: enrol.FaceResult{Method: enrol.MethodStaff, DecidedBy: "siti"},
		Operator: "siti", Outlet: demo.Outlet, Device: "pc-1", OpenedAt: time.Now().Add(-time.Minute)}
}

// serverKey finds a script's registry among its values.
type serverKey struct{}

// servers is a script's registry, if it has one.
type servers struct{ *http.Server }

func (s *servers) stop() error {
	if s.Server == nil {
		return nil
	}
	return s.Close()
}

// startRegistry serves a registry's interface for outlets. REGISTRY is its address,
// CODE a one-time code. "registry stop" ends it: the script's end does too.
func startRegistry(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 1 && args[0] == "stop" {
		ts.Check(ts.Value(serverKey{}).(*servers).stop())
		return
	}
	url, code, srv, err := serveRegistry(ts.MkAbs("pusat"), ts.Defer)
	ts.Check(err)
	ts.Value(serverKey{}).(*servers).Server = srv
	ts.Setenv("REGISTRY", url)
	ts.Setenv("CODE", code)
}

// serveRegistry serves the interface for outlets of a demonstration's registry in a folder, and
// answers its address and a one-time code; done is given what is to be done at the end.
func serveRegistry(dir string, done func(func())) (url, code string, srv *http.Server, err error) {
	ctx := context.Background()
	keys, err := secrets.Open(filepath.Join(dir, "secrets"), time.Now())
	if err != nil {
		return "", "", nil, err
	}
	d, err := sqlite.Open(filepath.Join(dir, "pusat.db"))
	if err != nil {
		return "", "", nil, err
	}
	done(func() { _ = d.Close() })
	if _, _, err = d.Migrate(ctx); err != nil {
		return "", "", nil, err
	}
	if err = demo.Seed(ctx, d, time.Now(), registrytest.Cheap); err != nil {
		return "", "", nil, err
	}
	s := registry.New(d, keys, nil, registry.Options{Clock: time.Now})
	if err = s.Prepare(ctx); err != nil {
		return "", "", nil, err
	}
	once, err := s.NewEnrolCode(ctx, demo.Outlet, "")
	if err != nil {
		return "", "", nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", nil, err
	}
	h, _ := deviceapi.New(s, deviceapi.Options{})
	srv = &http.Server{Handler: h, TLSConfig: keys.CA.NewServer([]string{"127.0.0.1"}, time.Now).Devices(),
		ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = srv.ServeTLS(l, "", "") }() // ends with the server
	return "https://" + l.Addr().String(), once.Text(), srv, nil
}
