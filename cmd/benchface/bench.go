package main

import (
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
)

// bench is one run over a folder.
type bench struct {
	dir, models, roc string
	threads          int
	card             bool

	checker *face.Checker
	inspect timer
	embed   timer
}

// sample is one picture that a face was found in.
type sample struct {
	person   string
	img      *image.RGBA
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
	fmt.Fprintf(w, "find and judge a face   %s\nlandmarks and template  %s\n\n", b.inspect, b.embed)

	plain := pairsOf(samples, samples, same)
	plain.report(w, "photograph against photograph", m.MatchAt)
	quantised, err := quantise(samples)
	if err != nil {
		return err
	}
	pairsOf(samples, quantised, same).report(w, "photograph against quantised template", m.MatchAt)
	if b.card {
		b.cards(w, samples, m)
	}
	if b.roc != "" {
		return plain.draw(b.roc)
	}
	return nil
}

// load finds and describes the faces of all pictures.
func (b *bench) load() ([]sample, int, error) {
	files, err := filepath.Glob(filepath.Join(b.dir, "*", "*"))
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
			s.person = filepath.Base(filepath.Dir(f))
			out = append(out, s)
		}
	}
	return out, total, nil
}

func (b *bench) describe(img *image.RGBA) (sample, bool) {
	still, err := face.Still(img)
	if err != nil {
		return sample{}, false
	}
	start := time.Now()
	f, err := b.checker.Inspect(still)
	b.inspect.add(time.Since(start))
	best, ok := f.Best()
	if err != nil || !ok {
		return sample{}, false
	}
	start = time.Now()
	t, err := b.checker.Embed(still, best)
	b.embed.add(time.Since(start))
	return sample{img: still, template: t}, err == nil
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

// timer collects durations.
type timer struct{ all []time.Duration }

func (t *timer) add(d time.Duration) { t.all = append(t.all, d) }

// String is the median and the 95th percentile.
func (t timer) String() string {
	if len(t.all) == 0 {
		return "never"
	}
	s := append([]time.Duration(nil), t.all...)
	sort.Slice(s, func(i, j int) bool { return s[i] < s[j] })
	return fmt.Sprintf("median %.1f ms, p95 %.1f ms", s[len(s)/2].Seconds()*1e3, s[len(s)*95/100].Seconds()*1e3)
}
