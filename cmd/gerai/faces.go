package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/draw"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/scanner"
)

// faceReport is what gerai face --json prints: one object.
type faceReport struct {
	File     string          `json:"file"`
	Faces    int             `json:"faces"`
	OK       bool            `json:"ok"`
	Hint     string          `json:"hint,omitempty"`
	Detector string          `json:"detector"`
	Quality  []faceComponent `json:"quality"`

	File2 string     `json:"file2,omitempty"`
	Score *float64   `json:"score,omitempty"`
	Band  enrol.Band `json:"band,omitempty"`
	Model string     `json:"model,omitempty"`
	Error enrol.Code `json:"error,omitempty"` // why there is no score
}

type faceComponent struct {
	Name  string  `json:"name"` // ISO/IEC 29794-5
	Value float64 `json:"value"`
	Unit  string  `json:"unit,omitempty"`
	Level string  `json:"level"` // "good", "warn", "refuse"
}

// face judges one picture, or compares two. Exit status 0: good, or compared; 1: not
// good enough, or no comparison possible; 2: a file can't be used.
func (p *program) face(_ context.Context, args []string) int {
	var asJSON bool
	cfg, files, err := p.parse("face", args, func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&asJSON, "json", false, "one object: quality, score, band, model")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(files) < 1 || len(files) > 2 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "face"))
	}
	pictures := make([]*image.RGBA, len(files))
	for i, f := range files {
		if pictures[i], err = loadColour(f); err != nil {
			fmt.Fprintf(p.err, "%s: %s\n", f, p.sentence(fileCode(err), nil))
			return exitUsage
		}
	}
	checker, err := face.New(face.Config{ModelsDir: cfg.Models, Embedder: cfg.Embedder})
	if err != nil {
		return p.fail(err)
	}
	defer checker.Close()
	r, err := judge(checker, files, pictures)
	if err != nil {
		return p.fail(err)
	}
	p.printFace(r, asJSON)
	if len(files) == 1 && !r.OK || len(files) == 2 && r.Score == nil {
		return exitNo
	}
	return exitOK
}

// judge makes the report: quality of the first picture, comparison with the second.
func judge(c *face.Checker, files []string, pictures []*image.RGBA) (faceReport, error) {
	found, err := c.Inspect(pictures[0])
	if err != nil {
		return faceReport{}, err
	}
	r := faceReport{File: files[0], Faces: len(found.Faces), OK: found.OK, Hint: string(found.Hint), Detector: c.Detector(),
		Quality: []faceComponent{}}
	for _, q := range found.Quality {
		level := map[face.Level]string{face.LevelGood: "good", face.LevelWarn: "warn", face.LevelRefuse: "refuse"}[q.Level]
		r.Quality = append(r.Quality, faceComponent{Name: q.Name, Value: q.Value, Unit: q.Unit, Level: level})
	}
	if len(files) == 2 {
		r.File2 = files[1]
		if err := compareFiles(c, &r, found, pictures); err != nil {
			r.Error = enrol.CodeOf(err)
		}
	}
	return r, nil
}

func compareFiles(c *face.Checker, r *faceReport, first face.Findings, pictures []*image.RGBA) error {
	model, ok := c.Embedder()
	if !ok {
		return enrol.NewError(enrol.CodeNoModel, "compare faces")
	}
	r.Model = model.ID
	second, err := c.Inspect(pictures[1])
	if err != nil {
		return err
	}
	templates := make([]face.Template, 2)
	for i, f := range []face.Findings{first, second} {
		best, ok := f.Best()
		if !ok {
			return enrol.NewError(enrol.CodeNoFace, "compare faces")
		}
		if templates[i], err = c.Embed(pictures[i], best); err != nil {
			return err
		}
	}
	score, band, err := c.Match(templates[0], templates[1])
	if err != nil {
		return err
	}
	r.Score, r.Band = &score, band
	return nil
}

func (p *program) printFace(r faceReport, asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(p.out).Encode(r)
		return
	}
	fmt.Fprintf(p.out, "%s: %d, %s\n", r.File, r.Faces, r.Detector)
	for _, q := range r.Quality {
		fmt.Fprintf(p.out, "  %-26s %8.3f %-4s %s\n", q.Name, q.Value, q.Unit, q.Level)
	}
	if r.Hint != "" {
		fmt.Fprintf(p.out, "  → %s\n", p.text("hint."+r.Hint, nil))
	}
	if r.Score != nil {
		fmt.Fprintf(p.out, "%s: %.3f %s (%s)\n", r.File2, *r.Score, p.text("band."+string(r.Band), nil), r.Model)
	}
	if r.Error != "" {
		fmt.Fprintf(p.err, "%s: %s\n", r.File2, p.sentence(r.Error, nil))
	}
}

// loadColour reads a picture file within the scanner's bounds.
func loadColour(path string) (*image.RGBA, error) {
	img, err := scanner.LoadPicture(path)
	if err != nil {
		return nil, err
	}
	rgba := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Src)
	return rgba, nil
}
