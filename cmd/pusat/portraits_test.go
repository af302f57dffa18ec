package main

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
)

// sharedModels is the folder of models beside the project.
func sharedModels(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("GERAI_MODELS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "models")
	}
	if _, err := os.Stat(filepath.Join(dir, face.ManifestName)); err != nil {
		tb.Skipf("SKIPPED, NOT TESTED: no face models beside the project (set GERAI_MODELS to a folder with %s)", face.ManifestName)
	}
	return dir
}

func mustJPEG(tb testing.TB, path string, img image.Image) {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// residentOf reads one record.
func residentOf(m *Main, n enrol.NIK) (r db.Resident, err error) {
	err = m.db.View(context.Background(), func(t *db.Tx) error { r, err = t.Resident(n); return err })
	return r, err
}

// runImport imports a CSV in a folder with portraits and answers what was printed.
func runImport(t *testing.T, models, dir string) (m *Main, out string, err error) {
	t.Helper()
	var printed bytes.Buffer
	m = NewMain()
	m.Stdout, m.Stderr = &printed, &printed
	m.Clock = func() time.Time { return time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC) }
	args := []string{"import", filepath.Join(dir, "residents.csv"), "--models", models, "--data", filepath.Join(dir, "data")}
	if err := m.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	err = m.Run(context.Background())
	return m, printed.String(), err
}

func mustResidents(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	mustJPEG(t, filepath.Join(dir, "dewi.jpg"), drawn.Portrait(480, 640, 250, drawn.NewLook(7), drawn.Pose{}))
	mustJPEG(t, filepath.Join(dir, "wall.jpg"), drawn.Scene{Width: 480, Height: 640}.Picture())
	csv := "nik,name,portrait\n3276006507880002,DEWI,dewi.jpg\n3276001203850001,AGUS,wall.jpg\n3276004112990011,INDAH,gone.jpg\n" +
		"3276002502010012,BAYU,../../outside.jpg\n3276001907960010,FAJAR,\n"
	if err := os.WriteFile(filepath.Join(dir, "residents.csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Portraits become templates that fit into a QR and are of the person; what can't be
// used is named by line, and the resident kept.
func TestImportPortraits(t *testing.T) {
	models, dir := sharedModels(t), mustResidents(t)
	m, out, err := runImport(t, models, dir)
	t.Cleanup(func() { m.Close() })
	if enrol.CodeOf(err) != enrol.CodeNoFace {
		t.Errorf("error %v", err)
	}
	for _, line := range []string{"lines 5, good 5, changed 5, bad 0", "portraits 4, templates 1",
		"line 3: portrait: no-face", "line 4: portrait: not-found", "line 5: portrait: field"} {
		if !strings.Contains(out, line) {
			t.Errorf("%q is missing in:\n%s", line, out)
		}
	}
	r, err := residentOf(m, "3276006507880002")
	if err != nil || len(r.Template) == 0 || len(r.Template) > 128 || len(r.Portrait) == 0 || len(r.Portrait) > 64<<10 {
		t.Fatalf("template of %d bytes, portrait of %d, %v", len(r.Template), len(r.Portrait), err)
	}
	c, err := face.New(face.Config{ModelsDir: models})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ref, err := face.FromEnrol(enrol.FaceTemplate{Model: r.TemplateModel, Data: r.Template})
	if err != nil {
		t.Fatal(err)
	}
	live, _, err := c.EmbedStill(drawn.Portrait(640, 480, 170, drawn.NewLook(7), drawn.Pose{Yaw: .1, Light: .9}))
	if err != nil {
		t.Fatal(err)
	}
	if score, band, err := c.Match(live, ref); err != nil || band != enrol.BandMatch {
		t.Errorf("score %v, %q, %v", score, band, err)
	}
}

// Without models the residents come in all the same, with one clear line; and those
// who had a template keep it.
func TestImportWithoutModels(t *testing.T) {
	dir := mustResidents(t)
	none := t.TempDir()
	m, out, err := runImport(t, none, dir)
	if err != nil || !strings.Contains(out, "portraits 4, templates 0") || strings.Count(out, "no face models in "+none) != 1 || strings.Contains(out, "no-model") {
		t.Errorf("%v:\n%s", err, out)
	}
	m.Close()
	models := sharedModels(t)
	for _, with := range []string{models, none} {
		m, _, _ := runImport(t, with, dir)
		r, err := residentOf(m, "3276006507880002")
		if err != nil || len(r.Template) == 0 || r.TemplateModel == "" {
			t.Errorf("with %s: no template, %v", with, err)
		}
		m.Close()
	}
}

// The demonstration's camera and registry agree on a resident's face.
func TestDemoFaces(t *testing.T) {
	t.Parallel()
	models, dir := sharedModels(t), mustResidents(t)
	m, _, _ := runImport(t, models, dir)
	defer m.Close()
	f := newDemoFaces(m.db, m.Clock, face.Config{ModelsDir: models})
	defer f.close()
	c, err := face.New(face.Config{ModelsDir: models})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list := demo.Grown(m.Clock())
	matched := 0
	for _, n := range list[:4] {
		if err := f.give(context.Background(), n); err != nil {
			t.Fatal(err)
		}
		r, err := residentOf(m, n)
		if err != nil {
			t.Fatal(err)
		}
		ref, err := face.FromEnrol(enrol.FaceTemplate{Model: r.TemplateModel, Data: r.Template})
		if err != nil {
			t.Fatal(err)
		}
		live, _, err := c.EmbedStill(drawn.Scene{Width: 1280, Height: 720, Noise: 1.5, People: []drawn.Person{
			{Look: drawn.NewLook(drawn.SeedOf(string(n))), X: 640, Y: 324, Width: 259}}}.Picture())
		if err != nil {
			t.Fatal(err)
		}
		if _, band, err := c.Match(live, ref); err == nil && band == enrol.BandMatch {
			matched++
		}
	}
	if matched != 4 {
		t.Errorf("%d of 4 match", matched)
	}
}

// TestUploadedPortrait: a picture that never lay on a disk becomes the template that the
// same picture in a file becomes, and what is none says so.
func TestUploadedPortrait(t *testing.T) {
	models := sharedModels(t)
	dir := mustResidents(t)
	p := newPortraits(filepath.Join(dir, "residents.csv"), face.Config{ModelsDir: models})
	defer p.close()
	want, err := p.read(t.Context(), "dewi.jpg")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	got, err := p.uploaded(t.Context(), read("dewi.jpg"))
	if err != nil || got.Model != want.Model || !bytes.Equal(got.Template, want.Template) || !bytes.Equal(got.Picture, want.Picture) || len(got.Template) == 0 {
		t.Errorf("uploaded %s, %d bytes of template, %d of picture: %v", got.Model, len(got.Template), len(got.Picture), err)
	}
	for code, data := range map[enrol.Code][]byte{enrol.CodeNoFace: read("wall.jpg"), enrol.CodePictureFile: []byte("<svg/>")} {
		if _, err := p.uploaded(t.Context(), data); enrol.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	none := newPortraits("", face.Config{ModelsDir: t.TempDir()})
	defer none.close()
	if _, err := none.uploaded(t.Context(), read("dewi.jpg")); enrol.CodeOf(err) != enrol.CodeNoModel {
		t.Errorf("without models: %v", err)
	}
}

// TestPortraitAfterTheEnd: a picture that is still on its way when the program stops is
// refused, and not looked at with models that are gone.
func TestPortraitAfterTheEnd(t *testing.T) {
	p := newPortraits("", face.Config{ModelsDir: t.TempDir()})
	p.close()
	if _, err := p.uploaded(t.Context(), []byte("x")); enrol.CodeOf(err) != enrol.CodeCancelled || p.checker != nil {
		t.Errorf("%v", err)
	}
	p.close()
}
