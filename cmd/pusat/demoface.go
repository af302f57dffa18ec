package main

import (
	"context"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
)

// demoFaces gives the demonstration's residents the drawn portrait that its camera
// shows, where face models are installed: their QR then carries a template.
type demoFaces struct {
	db      *db.DB
	now     func() time.Time
	checker *face.Checker // nil: no models
	done    map[enrol.NIK]bool
}

func newDemoFaces(d *db.DB, now func() time.Time, with face.Config) *demoFaces {
	f := &demoFaces{db: d, now: now, done: map[enrol.NIK]bool{}}
	c, err := face.New(with)
	if err != nil {
		return f
	}
	if !c.CanMatch() {
		_ = c.Close()
		return f
	}
	f.checker = c
	return f
}

// faces is what makes templates.
func (c *Config) faces() face.Config { return face.Config{ModelsDir: c.Models, Embedder: c.Embedder} }

// give enrols the portrait of one resident, once.
func (f *demoFaces) give(ctx context.Context, n enrol.NIK) error {
	if f.checker == nil || f.done[n] {
		return nil
	}
	all := demo.Residents()
	i := slices.IndexFunc(all, func(r db.Resident) bool { return r.NIK == n })
	if i < 0 {
		return nil
	}
	p, err := portraitOf(f.checker, drawn.Portrait(480, 640, 250, drawn.NewLook(drawn.SeedOf(string(n))), drawn.Pose{}))
	if err != nil {
		return err
	}
	r := all[i]
	r.TemplateModel, r.Template, r.Portrait = p.Model, p.Template, p.Picture
	if _, err := f.db.Import(ctx, []db.Resident{r}, f.now()); err != nil {
		return err
	}
	f.done[n] = true
	return nil
}

func (f *demoFaces) close() {
	if f.checker != nil {
		_ = f.checker.Close()
	}
}
