package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestAwake(t *testing.T) {
	dir := t.TempDir()
	said := filepath.Join(dir, "said")
	if err := os.WriteFile(filepath.Join(dir, "xset"), []byte("#!/bin/sh\necho \"$@\" >>"+said+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	p := &program{env: func(k string) string { return map[string]string{"DISPLAY": ":9"}[k] }}
	back := p.awake(context.Background())
	if raw, err := os.ReadFile(said); err != nil || string(raw) != "s off\n-dpms\n" {
		t.Errorf("said %q, %v", raw, err)
	}
	back()
	if raw, err := os.ReadFile(said); err != nil || string(raw) != "s off\n-dpms\ns on\n+dpms\n" {
		t.Errorf("said %q, %v", raw, err)
	}
	t.Setenv("PATH", t.TempDir())
	p.awake(context.Background())() // none there: nothing happens
}
