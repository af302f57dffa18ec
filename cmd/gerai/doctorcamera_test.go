package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestDoctorWatchesTheCamera: a camera that sends pictures of no use, or without colour,
// is told, and what to do about it.
func TestDoctorWatchesTheCamera(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pixel func(x, y int) color.RGBA
		level string
		do    string
	}{
		{"colour", func(x, y int) color.RGBA { return color.RGBA{uint8(x), uint8(y), 90, 255} }, "ok", ""},
		{"grey", func(x, _ int) color.RGBA { return color.RGBA{uint8(x), uint8(x), uint8(x), 255} }, "warning", "No colour"},
		{"black", func(int, int) color.RGBA { return color.RGBA{A: 255} }, "fault", "lens cover"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := stillCamera(t, tt.pixel)
			p := &program{env: func(string) string { return "" }, lang: "en"}
			rows := p.lookCamera(context.Background(), Config{Camera: dir})
			if len(rows) != 1 || rows[0].Level != tt.level || !strings.Contains(rows[0].Do, tt.do) || !strings.Contains(rows[0].Fact, "320x240") {
				t.Errorf("%+v", rows)
			}
		})
	}
}

// TestDoctorWatchesBothCameras: the one over the desk is looked at as well.
func TestDoctorWatchesBothCameras(t *testing.T) {
	good := stillCamera(t, func(x, y int) color.RGBA { return color.RGBA{uint8(x), uint8(y), 90, 255} })
	black := stillCamera(t, func(int, int) color.RGBA { return color.RGBA{A: 255} })
	p := &program{env: func(string) string { return "" }, lang: "en"}
	rows := p.lookCamera(context.Background(), Config{Camera: good, Camera2: black})
	if len(rows) != 2 || rows[0].Level != "ok" || rows[1].Level != "fault" {
		t.Errorf("%+v", rows)
	}
}

// stillCamera is a folder that is read as a camera which shows one picture.
func stillCamera(t *testing.T, pixel func(x, y int) color.RGBA) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.SetRGBA(x, y, pixel(x, y))
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mustWriteFile(t, filepath.Join(dir, "picture.png"), b.Bytes())
	return dir
}

// TestCameraOfTheRunningCounter: a picture of no use is no working camera either while the counter runs.
func TestCameraOfTheRunningCounter(t *testing.T) {
	p := &program{env: func(string) string { return "" }, lang: "en"}
	for name, tt := range map[string]struct {
		st    enrol.CameraStatus
		level string
		code  enrol.Code
	}{
		"Live":   {enrol.CameraStatus{State: enrol.CameraLive}, "ok", ""},
		"Frozen": {enrol.CameraStatus{State: enrol.CameraLive, Fault: enrol.FaultFrozen}, "fault", ""},
		"None":   {enrol.CameraStatus{State: enrol.CameraNone}, "fault", enrol.CodeNoCamera},
		"Lost":   {enrol.CameraStatus{State: enrol.CameraLost}, "fault", enrol.CodeCameraLost},
		"Silent": {enrol.CameraStatus{State: enrol.CameraStalled}, "fault", enrol.CodeCameraLost},
	} {
		if rows := p.cameraFinding(tt.st); len(rows) != 1 || rows[0].Level != tt.level || rows[0].Code != tt.code {
			t.Errorf("%s: %+v", name, rows)
		}
	}
}

// TestDoctorGivesUpACameraThatCannotBeOpened long before one that is only slow to wake up.
func TestDoctorGivesUpACameraThatCannotBeOpened(t *testing.T) {
	p := &program{env: func(string) string { return "" }, lang: "en"}
	ctx, cancel := context.WithTimeout(context.Background(), cameraWaits)
	defer cancel()
	rows := p.lookCamera(ctx, Config{Camera: filepath.Join(t.TempDir(), "absent.mp4")})
	if len(rows) != 1 || rows[0].Level != "fault" || rows[0].Code != enrol.CodeCameraLost {
		t.Errorf("%+v", rows)
	}
	if ctx.Err() != nil {
		t.Error("it waited to the end")
	}
}
