package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
)

// TestDoctorMissesTheCascade: a PC without OpenCV's data takes no picture by itself, and
// must not look fine.
func TestDoctorMissesTheCascade(t *testing.T) {
	dir := t.TempDir()
	p := &program{env: func(string) string { return "" }, lang: "en"}
	rows := p.detector(face.Config{ModelsDir: dir, CascadeFile: filepath.Join(dir, "absent.xml")})
	if len(rows) != 1 || rows[0].What != "detector" || rows[0].Level != "fault" || !strings.Contains(rows[0].Do, "opencv-data") {
		t.Errorf("%+v", rows)
	}
}

// TestDoctorNamesBrokenModels: the detector works without them, and they are told.
func TestDoctorNamesBrokenModels(t *testing.T) {
	dir := t.TempDir()
	mustWriteFile(t, filepath.Join(dir, "models.toml"), []byte("[[model]\nid ="))
	p := &program{env: func(string) string { return "" }, lang: "en"}
	rows := p.detector(face.Config{ModelsDir: dir})
	if len(rows) != 2 || rows[0].Level != "ok" || rows[0].Fact != "haar" || rows[1].Level != "warning" || rows[1].Code != enrol.CodeBadModel {
		t.Errorf("%+v", rows)
	}
}
