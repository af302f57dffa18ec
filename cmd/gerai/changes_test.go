package main

import (
	"context"
	"database/sql"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // reads the audit chain beside the program

	"github.com/gerai-ikd/gerai/ui"
)

// TestPrefsInTheChain: a printer that is chosen in the settings is in the audit chain, with
// what it was; how large the letters are is nobody's business.
func TestPrefsInTheChain(t *testing.T) {
	dir := t.TempDir()
	c := mustTrain(t, dir)
	tools := testProgram().tools(c, ui.Prefs{Printer: "depan", Embedder: "sface"})
	tools.Changed(ui.Prefs{Printer: "depan", Embedder: "sface", TextSize: 150})
	tools.Changed(ui.Prefs{Printer: "belakang", TextSize: 150})
	c.Close() // waits for what is being written
	got := settingsKept(t, filepath.Join(dir, trainingFolder))
	if len(got) != 1 {
		t.Fatalf("kept %q", got)
	}
	for _, want := range []string{"depan → belakang", "sface → –"} {
		if !strings.Contains(got[0], want) {
			t.Errorf("%q lacks %q", got[0], want)
		}
	}
}

// settingsKept reads the changes of settings in a folder's audit chain.
func settingsKept(t *testing.T, dir string) []string { return keptInChain(t, dir, "local-settings") }

// keptInChain reads what a folder's audit chain has of a kind.
func keptInChain(t *testing.T, dir, kind string) (out []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "gerai.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(context.Background(), `SELECT data FROM audit WHERE kind = ?`, kind)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCamerasInTheChain: which camera, and how it is read; no password of a stream.
func TestCamerasInTheChain(t *testing.T) {
	ctx, must := t.Context(), mustSetup(t)
	c, _ := MustCameras(t, Config{}, shelf{}, plugged("/dev/video90", "/dev/video92"))
	told := changes{}
	d := &cameraDesk{cameras: c, changed: func(c changes) { maps.Copy(told, c) }}
	s := must(d.Show(ctx, false))
	s.Source = "/dev/video92"
	s = must(d.Change(ctx, s))
	s.Mirror = true
	_ = must(d.Change(ctx, s))
	second := must(d.Show(ctx, true))
	second.Source = "rtsp://petugas:rahasia@10.0.0.9/atas"
	_ = must(d.Change(ctx, second))
	for name, want := range map[string]string{"camera": "/dev/video92", "camera-mirror": "false → true", "second-camera": "– → rtsp://10.0.0.9/atas"} {
		if !strings.HasSuffix(told[name], want) {
			t.Errorf("%s: %q, want %q", name, told[name], want)
		}
	}
	for name, text := range told {
		if strings.Contains(text, "rahasia") {
			t.Errorf("%s holds a password: %q", name, text)
		}
	}
}
