package main

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

func TestParseAnswer(t *testing.T) {
	o, err := parseAnswer("1.25 414243 00ff")
	if err != nil || o.ms != 1.25 || len(o.texts) != 2 || o.texts[0] != "ABC" || o.texts[1] != "\x00\xff" {
		t.Fatalf("%+v, %v", o, err)
	}
	for _, bad := range []string{"", "x", "1.0 4", "1.0 zz"} {
		if _, err := parseAnswer(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestTally(t *testing.T) {
	var s tally
	s.add(picture{want: "a"}, outcome{texts: []string{"a"}, ms: 1})
	s.add(picture{want: "a"}, outcome{texts: []string{"b"}, ms: 2})
	s.add(picture{want: "a"}, outcome{ms: 3})
	s.add(picture{empty: true}, outcome{texts: []string{"a"}, ms: 10})
	if s.pictures != 3 || s.read != 1 || s.wrong != 1 || s.falsePositive != 1 || s.at(1) != 10 || s.mean() != 4 {
		t.Fatalf("%+v at %v mean %v", s, s.at(1), s.mean())
	}
}

// mustFolder makes a folder in the layout that --dir takes.
func mustFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"frames", "photos/own-1", "photos/falsepositives-1"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string) {
		img := phone.Upright(text, 400, 400)
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("frames/0.png", "of a frame")
	write("photos/own-1/a.png", "of a photograph")
	write("photos/falsepositives-1/b.png", "not expected")
	for name, text := range map[string]string{
		"photos/own-1/a.txt": "of a photograph",
		"frames.csv":         "file,defect,theme,px_per_module,payload\n0.png,clean,light,6,of a frame\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFolderReport(t *testing.T) {
	sets, err := folderSets(mustFolder(t))
	if err != nil || len(sets) != 2 {
		t.Fatalf("%d sets, %v", len(sets), err)
	}
	r := newReport([]decoder{ours{}, stock{}}, nil)
	for _, s := range sets {
		if err := r.measure(context.Background(), s, t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	text := r.markdown()
	for _, want := range []string{"| gerai | 1 of 1 | 0 | 0 |", "| gerai | 1 of 1 | 0 | 1 |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestFolderMissing(t *testing.T) {
	if _, err := folderSets(t.TempDir()); err == nil {
		t.Fatal("an empty folder was taken")
	}
}
