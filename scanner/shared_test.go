package scanner

import (
	"encoding/csv"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
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

func TestSharedFrames(t *testing.T) {
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	right, wrong, theirs := map[string]int{}, 0, map[string]int{}
	passes := map[string]int{}
	var ms []float64
	for _, row := range frameRows(t, dir) {
		img := mustLoad(t, filepath.Join(dir, "frames", row["file"]))
		start := time.Now()
		res, ok := s.Scan(img)
		ms = append(ms, float64(time.Since(start).Microseconds())/1000)
		s.Reset()
		key := row["defect"]
		if ok && res.Text != row["payload"] {
			wrong++
			t.Errorf("%s: wrong text", row["file"])
		}
		if ok && res.Text == row["payload"] {
			right[key]++
			right["theme "+row["theme"]]++
			right["all"]++
			passes[res.Pass]++
		} else if testing.Verbose() {
			fmt.Println("miss", row["file"], row["defect"], row["theme"], "modules", row["modules"], "px", row["px_per_module"], "blur", row["blur_sigma"], "motion", row["motion_px"], "glare", row["glare"], "gain", row["gain"], "noise", row["noise"], "yaw", row["yaw_deg"], "pitch", row["pitch_deg"], "zxing", row["zxing_cpp"])
		}
		if row["zxing_cpp"] == "1" {
			theirs[key]++
			theirs["theme "+row["theme"]]++
			theirs["all"]++
		}
	}
	sort.Float64s(ms)
	sum := 0.0
	for _, v := range ms {
		sum += v
	}
	t.Logf("median %.1f mean %.1f p95 %.1f max %.1f ms; passes %v", ms[len(ms)/2], sum/float64(len(ms)), ms[len(ms)*95/100], ms[len(ms)-1], passes)
	var keys []string
	for k := range theirs {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "\n%-16s ours %3d  zxing-cpp %3d", k, right[k], theirs[k])
	}
	t.Log(b.String())
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
	files, _ := filepath.Glob(filepath.Join(dir, "photos", "qrcode-*", "*"))
	var right [4]int
	for _, f := range files {
		if strings.HasSuffix(f, ".txt") {
			continue
		}
		want, err := os.ReadFile(strings.TrimSuffix(f, filepath.Ext(f)) + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		img := mustLoad(t, f)
		var missed []string
		start := time.Now()
		for q := range 4 {
			s.Reset()
			res, ok := s.Scan(rotate(img, q))
			switch {
			case ok && res.Text == string(want):
				right[q]++
			case ok:
				t.Errorf("%s at %d: %q, want %q", filepath.Base(f), q*90, res.Text, want)
			default:
				missed = append(missed, fmt.Sprint(q*90))
			}
		}
		if len(missed) > 0 {
			t.Logf("%s %v missed at %v, %v for four", filepath.Base(f), img.Bounds().Size(), missed, time.Since(start))
		}
	}
	t.Logf("right at 0, 90, 180, 270: %v", right)
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
