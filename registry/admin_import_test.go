package registry_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/population"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestBrokenImportIsRecorded: an import that ends half-way has changed records, and the
// office's record says how many, by whom and why it ended.
func TestBrokenImportIsRecorded(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	var csv strings.Builder
	csv.WriteString("nik,name\n")
	for i := range db.ImportBatch + 100 {
		csv.WriteString(string(registrytest.CrowdNIK(i)) + ",X\n")
	}
	by := registry.Admin{ID: "ratna", Role: registry.AdminChief}
	broken := io.MultiReader(strings.NewReader(csv.String()), brokenLine{})
	if _, err := e.Service.ImportResidents(ctx, by, broken, population.Options{}); err == nil {
		t.Fatal("no error")
	}
	if r, err := e.Service.ImportResidents(ctx, by, strings.NewReader(csv.String()), population.Options{}); err != nil || r.Good != 600 {
		t.Fatalf("%+v %v", r, err)
	}
	if _, err := e.Service.ImportResidents(ctx, by, strings.NewReader(csv.String()), population.Options{Dry: true}); err != nil {
		t.Fatal(err)
	}
	_, err := e.Service.ImportResidents(ctx, registry.Admin{ID: "clerk", Role: registry.AdminClerk}, strings.NewReader(csv.String()), population.Options{})
	wantCode(t, err, enrol.CodeForbidden)
	deeds, err := e.Service.Deeds(ctx, registry.Console, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range deeds {
		got = append(got, d.Admin+" "+d.Action+" "+d.About)
	}
	want := "ratna import 100/600, ratna import-begin , ratna import-broken 500/600, ratna import-begin "
	if strings.Join(got, ", ") != want {
		t.Errorf("deeds: %q, want %q", got, want)
	}
}

type brokenLine struct{}

// Read implements io.Reader.
func (brokenLine) Read([]byte) (int, error) { return 0, errors.New("the line broke") }

// TestReferences: good for whom they were made, a working day long.
func TestReferences(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	by := registry.Admin{ID: "ratna"}
	ref := e.Service.Reference(by, string(agus))
	if strings.Contains(ref, string(agus)) {
		t.Fatal("it can be read")
	}
	if about, err := e.Service.Dereference(by, ref); err != nil || about != string(agus) {
		t.Errorf("%v", err)
	}
	_, err := e.Service.Dereference(registry.Admin{ID: "tono"}, ref)
	wantCode(t, err, enrol.CodeNotFound)
	e.Clock.Add(10 * time.Hour)
	_, err = e.Service.Dereference(by, ref)
	wantCode(t, err, enrol.CodeNotFound)
}
