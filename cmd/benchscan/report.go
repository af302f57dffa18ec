package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// report gathers the figures of all sets and decoders.
type report struct {
	decoders []decoder
	missing  []string
	sections []section
	shaky    []shakyResult
	creds    []credentialResult
}

// section is one set measured.
type section struct {
	name     string
	pictures []picture
	results  [][]outcome // a decoder, a picture
}

func newReport(d []decoder, missing []string) *report { return &report{decoders: d, missing: missing} }

// measure runs all decoders over a set.
func (r *report) measure(ctx context.Context, s set, tmp string) error {
	for i := range s.pictures {
		p := &s.pictures[i]
		p.file = filepath.Join(tmp, fmt.Sprintf("%d-%d.pgm", len(r.sections), i))
		if err := writePGM(p.file, p.gray); err != nil {
			return fmt.Errorf("save %s for the peers: %w", p.name, err)
		}
	}
	sec := section{name: s.name, pictures: s.pictures}
	for _, d := range r.decoders {
		out, err := d.decode(ctx, s.pictures)
		if err != nil {
			return err
		}
		sec.results = append(sec.results, out)
	}
	r.sections = append(r.sections, sec)
	return nil
}

// tally is a decoder's score over some pictures.
type tally struct {
	pictures, read, wrong, falsePositive int
	ms                                   []float64
}

func (t *tally) add(p picture, o outcome) {
	t.ms = append(t.ms, o.ms)
	switch {
	case p.empty:
		if len(o.texts) > 0 {
			t.falsePositive++
		}
		return
	case slices.Contains(o.texts, p.want):
		t.read++
	case len(o.texts) > 0:
		t.wrong++
	}
	t.pictures++
}

// at is the time below which a share of the pictures lies.
func (t *tally) at(share float64) float64 {
	if len(t.ms) == 0 {
		return 0
	}
	v := slices.Sorted(slices.Values(t.ms))
	return v[min(int(share*float64(len(v))), len(v)-1)]
}

func (t *tally) mean() float64 {
	sum := 0.0
	for _, v := range t.ms {
		sum += v
	}
	return sum / float64(max(len(t.ms), 1))
}

// total tallies a section's decoder over the pictures that keep wants.
func (s *section) total(d int, keep func(picture) bool) tally {
	var t tally
	for i, p := range s.pictures {
		if keep(p) {
			t.add(p, s.results[d][i])
		}
	}
	return t
}

// markdown writes the whole report.
func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintln(&b, "# QR decoders side by side")
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "Written by `make bench-scan`. One core; milliseconds are processor time of decoding alone, the picture being")
	fmt.Fprintln(&b, "in memory as grey bytes. A picture counts as read only if the text is right, byte by byte.")
	fmt.Fprintln(&b, "\"gerai\" tries all its passes, as on a file; \"live\" has 60 ms of wall time a frame, as at the counter,")
	fmt.Fprintln(&b, "and reads less where other programs take the processor.")
	fmt.Fprintln(&b)
	fmt.Fprint(&b, takenOn())
	for _, m := range r.missing {
		fmt.Fprintf(&b, "- not measured: %s\n", m)
	}
	for i := range r.sections {
		r.section(&b, &r.sections[i])
	}
	r.shakyTable(&b)
	r.credentialTable(&b)
	return b.String()
}

func (r *report) section(b *strings.Builder, s *section) {
	fmt.Fprintf(b, "\n## %s\n\n", strings.ToUpper(s.name[:1])+s.name[1:])
	fmt.Fprintln(b, "| decoder | read | wrong | false positives | median ms | mean ms | p95 ms | max ms |")
	fmt.Fprintln(b, "|---|--:|--:|--:|--:|--:|--:|--:|")
	for d, dec := range r.decoders {
		t := s.total(d, func(picture) bool { return true })
		fmt.Fprintf(b, "| %s | %d of %d | %d | %d | %.1f | %.1f | %.1f | %.1f |\n", dec.name(), t.read, t.pictures,
			t.wrong, t.falsePositive, t.at(0.5), t.mean(), t.at(0.95), t.at(1))
	}
	r.breakdown(b, s, "defect", func(p picture) string { return p.defect })
	r.breakdown(b, s, "theme", func(p picture) string { return p.theme })
	r.breakdown(b, s, "module", picture.size)
}

// breakdown is a table of what was read by a property of the pictures.
func (r *report) breakdown(b *strings.Builder, s *section, title string, class func(picture) string) {
	var classes []string
	for _, p := range s.pictures {
		if c := class(p); c != "" && !p.empty && !slices.Contains(classes, c) {
			classes = append(classes, c)
		}
	}
	if len(classes) < 2 {
		return
	}
	slices.Sort(classes)
	fmt.Fprintf(b, "\n| %s | pictures |", title)
	for _, d := range r.decoders {
		fmt.Fprintf(b, " %s |", d.name())
	}
	fmt.Fprintf(b, "\n|---|--:|%s\n", strings.Repeat("--:|", len(r.decoders)))
	for _, c := range classes {
		row := ""
		n := 0
		for d := range r.decoders {
			t := s.total(d, func(p picture) bool { return !p.empty && class(p) == c })
			n = t.pictures
			row += fmt.Sprintf(" %d (%.1f ms) |", t.read, t.at(0.5))
		}
		fmt.Fprintf(b, "| %s | %d |%s\n", c, n, row)
	}
	fmt.Fprintln(b, "\nIn brackets: the median time of the row.")
}
