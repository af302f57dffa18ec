package main

import (
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
)

// bench is one run over a folder.
type bench struct {
	dir, models, roc string
	threads          int
	card             bool
	drawn            int

	checker *face.Checker
	inspect timer
	follow  timer
	embed   timer
	verdict timer
}

// sample is one picture that a face was found in.
type sample struct {
	person   string
	img      *image.RGBA
	box      image.Rectangle // of the face
	template face.Template
}

func (b *bench) run(w io.Writer) error {
	if err := b.open(); err != nil {
		return err
	}
	defer func() { _ = b.checker.Close() }()
	samples, total, err := b.load()
	if err != nil {
		return err
	}
	m, _ := b.checker.Embedder()
	fmt.Fprintf(w, "detector %s, embedder %s, %d thread(s)\n", b.checker.Detector(), m.ID, b.threads)
	fmt.Fprintf(w, "pictures %d, people %d, faces found %d (%.1f %%)\n", total, people(samples), len(samples), 100*float64(len(samples))/float64(max(1, total)))
	if err := b.verdicts(samples); err != nil {
		return err
	}
	fmt.Fprintf(w, "find and judge a face   %s\nthe same in a live one  %s (mean of %d frames)\nlandmarks and template  %s\nselfie to verdict       %s (%d frames)\n\n", b.inspect, b.follow, followFrames, b.embed, b.verdict, verdictFrames)

	plain := pairsOf(samples, samples, same)
	plain.report(w, "photograph against photograph", m.MatchAt)
	quantised, err := quantise(samples)
	if err != nil {
		return err
	}
	pairsOf(samples, quantised, same).report(w, "photograph against quantised template", m.MatchAt)
	fmt.Fprintf(w, "quantised to %d bytes, a score moves by %v\n\n", m.Dimension, moved(samples, quantised))
	if b.card {
		if err := b.cards(w, samples, m); err != nil {
			return err
		}
	}
	if b.roc != "" {
		return plain.draw(b.roc)
	}
	return nil
}

// verdictFrames is how many frames of a resident are averaged, verdictRuns how often that
// is timed.
const (
	verdictFrames = 5
	verdictRuns   = 20
)

// verdicts times what comes between the selfie and the answer: in each frame of a face
// that was seen already finding its landmarks exactly, aligning and embedding, then
// comparing.
func (b *bench) verdicts(samples []sample) error {
	for i := range min(verdictRuns, len(samples)) {
		s := samples[i]
		shots := make([]face.Shot, verdictFrames)
		for k := range shots {
			f, err := b.checker.Inspect(s.img)
			if err != nil {
				return err
			}
			shots[k] = face.Shot{Image: s.img, Findings: f}
		}
		done := b.verdict.start()
		t, err := b.checker.EmbedAll(shots, verdictFrames)
		if err != nil {
			return err
		}
		if _, _, err := b.checker.Match(t, s.template); err != nil {
			return err
		}
		done()
	}
	return nil
}

// load finds and describes the faces of all pictures.
func (b *bench) load() ([]sample, int, error) {
	if b.drawn > 0 {
		return b.draw()
	}
	files, err := filepath.Glob(filepath.Join(b.dir, "*", "*"))
	if err == nil && len(files) == 0 {
		files, err = filepath.Glob(filepath.Join(b.dir, "*"))
	}
	if err != nil || len(files) == 0 {
		return nil, 0, fmt.Errorf("no pictures in %s/person/ (%w)", b.dir, os.ErrNotExist)
	}
	sort.Strings(files)
	var out []sample
	total := 0
	for _, f := range files {
		img, err := camera.ReadPicture(f)
		if err != nil {
			continue // not a picture
		}
		total++
		if s, ok := b.describe(img); ok {
			s.person = personOf(b.dir, f)
			out = append(out, s)
		}
	}
	return out, total, nil
}

// personOf is the folder of a picture, or in a flat one its name without the number.
func personOf(dir, file string) string {
	if folder := filepath.Dir(file); filepath.Clean(folder) != filepath.Clean(dir) {
		return filepath.Base(folder)
	}
	name := filepath.Base(file)
	return strings.TrimRight(strings.TrimSuffix(name, filepath.Ext(name)), "0123456789")
}

func (b *bench) describe(img *image.RGBA) (sample, bool) {
	still, err := face.Still(img)
	if err != nil {
		return sample{}, false
	}
	done := b.inspect.start()
	f, err := b.checker.Inspect(still)
	done()
	best, ok := f.Best()
	if err != nil || !ok {
		return sample{}, false
	}
	if err := b.live(still); err != nil {
		return sample{}, false
	}
	done = b.embed.start()
	t, err := b.checker.Embed(still, best)
	done()
	return sample{img: still, box: best.Box, template: t}, err == nil
}

// followFrames is over how many frames of a live picture one is averaged: looks at the whole frame and
// at the face alone take turns.
const followFrames = 6

// live times what a frame of a live picture costs.
func (b *bench) live(img *image.RGBA) error {
	var track face.Track
	done := b.follow.start()
	for range followFrames {
		if _, err := b.checker.Follow(&track, img); err != nil {
			return err
		}
	}
	done()
	b.follow.share(followFrames)
	return nil
}

func quantise(samples []sample) ([]sample, error) {
	out := make([]sample, len(samples))
	for i, s := range samples {
		data, err := s.template.Quantise()
		if err != nil {
			return nil, err
		}
		if s.template, err = face.Dequantise(s.template.Model, data); err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

func people(samples []sample) int {
	seen := map[string]bool{}
	for _, s := range samples {
		seen[s.person] = true
	}
	return len(seen)
}
