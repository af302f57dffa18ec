package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/sys/unix"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/population"
)

// Size of the portrait on the resident's own pages.
const (
	portraitWidth   = 240
	portraitHeight  = 320
	portraitQuality = 85
)

// portraits turns picture files beside a CSV into templates, with the very code that
// the counter compares with. It opens the models with the first picture.
type portraits struct {
	dir     string
	with    face.Config
	checker *face.Checker
	err     error // why there are no templates

	mu sync.Mutex // of uploaded and close
}

func newPortraits(csv string, with face.Config) *portraits {
	return &portraits{dir: filepath.Dir(csv), with: with}
}

func (p *portraits) open() error {
	if p.checker != nil || p.err != nil {
		return p.err
	}
	c, err := face.New(p.with)
	if err == nil && !c.CanMatch() {
		_ = c.Close()
		err = enrol.NewError(enrol.CodeNoModel, "make templates")
	}
	if err != nil {
		p.err = err
		return err
	}
	p.checker = c
	return nil
}

// close lets go of the models, once nobody is at work with them. A picture that comes after
// that is refused.
func (p *portraits) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.checker != nil {
		_ = p.checker.Close()
	}
	p.checker, p.err = nil, enrol.NewError(enrol.CodeCancelled, "make templates")
}

// uploaded is read for a picture that somebody uploaded. Several may be asked for at once; the
// models work one after the other.
func (p *portraits) uploaded(_ context.Context, picture []byte) (population.Portrait, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.open(); err != nil {
		return population.Portrait{}, err
	}
	file, err := inMemory(picture)
	if err != nil {
		return population.Portrait{}, err
	}
	defer file.Close()
	img, err := camera.ReadPicture(fmt.Sprintf("/proc/self/fd/%d", file.Fd()))
	if err != nil {
		return population.Portrait{}, err
	}
	return portraitOf(p.checker, img)
}

// inMemory is a file that lies on no disk.
func inMemory(data []byte) (*os.File, error) {
	fd, err := unix.MemfdCreate("portrait", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("hold a picture: %w", err)
	}
	f := os.NewFile(uintptr(fd), "portrait")
	if _, err := f.Write(data); err != nil {
		return nil, errors.Join(fmt.Errorf("hold a picture: %w", err), f.Close())
	}
	return f, nil
}

// missing says that portraits were left out for want of models; nil: they were not.
func (p *portraits) missing() error {
	if p.err == nil {
		return nil
	}
	dir := p.with.ModelsDir
	if dir == "" {
		dir = face.DefaultDir()
	}
	return fmt.Errorf("portraits are left out: no face models in %s (install them with: gerai models install)", dir)
}

// read makes what the registry keeps of one file. A name that leads out of the CSV's
// folder is CodeField.
func (p *portraits) read(_ context.Context, name string) (population.Portrait, error) {
	if !filepath.IsLocal(name) {
		return population.Portrait{}, enrol.NewError(enrol.CodeField, "read portrait")
	}
	if err := p.open(); err != nil {
		return population.Portrait{}, err
	}
	img, err := camera.ReadPicture(filepath.Join(p.dir, name))
	if err != nil {
		return population.Portrait{}, err
	}
	return portraitOf(p.checker, img)
}

// portraitOf makes the template and the small picture of the one face in img.
func portraitOf(c *face.Checker, img *image.RGBA) (population.Portrait, error) {
	t, found, err := c.EmbedStill(img)
	if err != nil {
		return population.Portrait{}, err
	}
	packed, err := t.Enrol()
	if err != nil {
		return population.Portrait{}, err
	}
	best, _ := found.Best()
	picture, err := small(img, best.Box, found.Size)
	return population.Portrait{Model: packed.Model, Template: packed.Data, Picture: picture}, err
}

// small crops the picture around the face, which was found in a picture of another
// size: a border may have been put around a small one.
func small(img *image.RGBA, box image.Rectangle, size image.Point) ([]byte, error) {
	crop := img.Rect
	if k := float64(size.X) / float64(img.Rect.Dx()); k <= 1 {
		scale := func(v int) int { return int(float64(v) / k) }
		h := min(2*scale(box.Dy()), img.Rect.Dy())
		mid := image.Pt(scale(box.Min.X+box.Max.X)/2, scale(box.Min.Y+box.Max.Y)/2)
		w := h * portraitWidth / portraitHeight
		crop = image.Rect(mid.X-w/2, mid.Y-h/2, mid.X-w/2+w, mid.Y-h/2+h).Intersect(img.Rect)
	}
	out := image.NewRGBA(image.Rect(0, 0, portraitWidth, portraitHeight))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	h := min(portraitHeight, portraitWidth*crop.Dy()/max(1, crop.Dx()))
	w := min(portraitWidth, portraitHeight*crop.Dx()/max(1, crop.Dy()))
	place := image.Rect(0, 0, w, h).Add(image.Pt((portraitWidth-w)/2, (portraitHeight-h)/2))
	draw.BiLinear.Scale(out, place, img, crop, draw.Src, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: portraitQuality}); err != nil {
		return nil, fmt.Errorf("pack portrait: %w", err)
	}
	return b.Bytes(), nil
}
