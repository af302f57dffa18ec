package scanner

import (
	"bytes"
	"encoding/csv"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedDir finds the pictures that are kept beside the project, or skips.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "qr")
	if _, err := os.Stat(filepath.Join(dir, "frames.csv")); err != nil {
		t.Skip("NOT RUN: the shared QR pictures are not beside the project (" + dir + ")")
	}
	return dir
}

// frameRow is a row of frames.csv.
type frameRow map[string]string

func frameRows(t testing.TB, dir string) []frameRow {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "frames.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []frameRow
	for _, rec := range all[1:] {
		row := frameRow{}
		for i, name := range all[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

func mustLoad(t testing.TB, path string) *image.Gray {
	t.Helper()
	img, err := LoadGray(path)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return img
}

// score counts what ours and the best known decoder read of a class of frames.
type score struct{ ours, theirs int }

func TestSharedFrames(t *testing.T) {
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	defer s.Close()
	classes, passes := map[string]*score{}, map[string]int{}
	for _, row := range frameRows(t, dir) {
		s.Reset()
		res, ok := s.Scan(mustLoad(t, filepath.Join(dir, "frames", row["file"])))
		if ok && res.Text != row["payload"] {
			t.Errorf("%s: wrong text", row["file"])
		}
		passes[res.Pass]++
		for _, c := range []string{"all", row["defect"], row["theme"], row["defect"] + "/" + row["theme"]} {
			if classes[c] == nil {
				classes[c] = &score{}
			}
			if ok {
				classes[c].ours++
			}
			if row["zxing_cpp"] == "1" {
				classes[c].theirs++
			}
		}
	}
	t.Logf("read %d by %v", classes["all"].ours, passes)
	if classes["all"].ours < 165 {
		t.Errorf("read %d frames, want 165 at least", classes["all"].ours)
	}
	for c, v := range classes {
		if float64(v.ours) < 0.95*float64(v.theirs) {
			t.Errorf("%s: read %d, the best known decoder %d", c, v.ours, v.theirs)
		}
	}
}

// rotate turns a picture by quarter turns.
func rotate(g *image.Gray, quarters int) *image.Gray {
	for range quarters {
		b := g.Bounds()
		w, h := b.Dx(), b.Dy()
		r := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				r.Pix[x*r.Stride+h-1-y] = g.Pix[y*g.Stride+x]
			}
		}
		g = r
	}
	return g
}

func TestSharedPhotos(t *testing.T) {
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	defer s.Close()
	files, _ := filepath.Glob(filepath.Join(dir, "photos", "qrcode-*", "*"))
	var right [4]int
	for _, f := range files {
		if strings.HasSuffix(f, ".txt") || strings.HasSuffix(f, ".bin") {
			continue
		}
		img := mustLoad(t, f)
		for q := range 4 {
			s.Reset()
			res, ok := s.Scan(rotate(img, q))
			switch {
			case ok && expected(f, res):
				right[q]++
			case ok:
				t.Errorf("%s at %d: wrong text %q", filepath.Base(f), q*90, res.Text)
			}
		}
	}
	t.Logf("right at 0, 90, 180, 270: %v", right)
	for q, n := range right {
		if n < 76 {
			t.Errorf("at %d: read %d photographs, want 76 at least", q*90, n)
		}
	}
}

// expected compares with the text, or the bytes, that lie beside a photograph.
func expected(photo string, res Result) bool {
	stem := strings.TrimSuffix(photo, filepath.Ext(photo))
	if want, err := os.ReadFile(stem + ".txt"); err == nil {
		return string(want) == res.Text
	}
	want, err := os.ReadFile(stem + ".bin")
	return err == nil && bytes.Equal(want, res.Bytes)
}

func TestSharedFalsePositives(t *testing.T) {
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	files, _ := filepath.Glob(filepath.Join(dir, "photos", "falsepositives-1", "*"))
	for _, f := range files {
		img := mustLoad(t, f)
		for q := range 4 {
			s.Reset()
			if res, ok := s.Scan(rotate(img, q)); ok {
				t.Errorf("%s at %d: read %q", filepath.Base(f), q*90, res.Text)
			}
		}
	}
}
