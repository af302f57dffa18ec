package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// peer is a decoder behind a small C++ program. The program gets the names of
// PGM files on its standard input, a line each, and answers each with the
// milliseconds of processor time and the texts in hexadecimal; with --version
// it says who it is.
type peer struct {
	title string
	bin   string
}

// sources are the peers and the pkg-config names of their libraries.
var sources = []struct{ file, lib string }{
	{"zbar.cc", "zbar"},
	{"zxing.cc", "zxing"},
	{"opencv.cc", "opencv4"},
}

// buildPeers compiles those peers whose library is installed, and says which are missing.
func buildPeers(ctx context.Context, dir, tmp string) (peers []decoder, missing []string) {
	for _, s := range sources {
		bin := filepath.Join(tmp, strings.TrimSuffix(s.file, ".cc"))
		flags, err := exec.CommandContext(ctx, "pkg-config", "--cflags", "--libs", s.lib).Output()
		if err != nil {
			missing = append(missing, s.lib+" (not installed)")
			continue
		}
		args := append([]string{"-O2", "-std=c++17", "-o", bin, filepath.Join(dir, s.file)}, strings.Fields(string(flags))...)
		if out, err := exec.CommandContext(ctx, "g++", args...).CombinedOutput(); err != nil {
			missing = append(missing, fmt.Sprintf("%s (does not compile: %.200s)", s.lib, out))
			continue
		}
		title, err := exec.CommandContext(ctx, bin, "--version").Output()
		if err != nil {
			missing = append(missing, s.lib+" (does not start)")
			continue
		}
		peers = append(peers, peer{strings.TrimSpace(string(title)), bin})
	}
	return peers, missing
}

func (p peer) name() string { return p.title }

func (p peer) decode(ctx context.Context, pictures []picture) ([]outcome, error) {
	var list bytes.Buffer
	for _, pic := range pictures {
		fmt.Fprintln(&list, pic.file)
	}
	cmd := exec.CommandContext(ctx, p.bin)
	cmd.Env = append(os.Environ(), "OPENCV_FOR_THREADS_NUM=1", "OPENCV_OPENCL_RUNTIME=disabled")
	cmd.Stdin = &list
	answer, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", p.title, err)
	}
	var out []outcome
	lines := bufio.NewScanner(bytes.NewReader(answer))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		o, err := parseAnswer(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("answer of %s: %w", p.title, err)
		}
		out = append(out, o)
	}
	if len(out) != len(pictures) {
		return nil, fmt.Errorf("%s answered %d of %d pictures", p.title, len(out), len(pictures))
	}
	return out, nil
}

// parseAnswer reads "ms hex hex ...".
func parseAnswer(line string) (outcome, error) {
	f := strings.Fields(line)
	if len(f) == 0 {
		return outcome{}, fmt.Errorf("empty line")
	}
	ms, err := strconv.ParseFloat(f[0], 64)
	if err != nil {
		return outcome{}, fmt.Errorf("time %q: %w", f[0], err)
	}
	o := outcome{ms: ms}
	for _, h := range f[1:] {
		b, err := hex.DecodeString(h)
		if err != nil {
			return outcome{}, fmt.Errorf("text: %w", err)
		}
		o.texts = append(o.texts, string(b))
	}
	return o, nil
}

// writePGM saves a picture for the peers.
func writePGM(path string, g *image.Gray) error {
	b := g.Bounds()
	var buf bytes.Buffer
	fmt.Fprintf(&buf, "P5\n%d %d\n255\n", b.Dx(), b.Dy())
	for y := range b.Dy() {
		buf.Write(g.Pix[y*g.Stride : y*g.Stride+b.Dx()])
	}
	return os.WriteFile(path, buf.Bytes(), 0o600)
}
