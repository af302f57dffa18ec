package main

import (
	"image"

	"golang.org/x/image/draw"

	pages "github.com/gerai-ikd/gerai/camera/paper"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// LookPaper looks for a page of a paper, and takes it once it lies still, or at once by key.
func (e *eye) LookPaper(f *enrol.Frame, takeNow bool) (lane.PaperLook, error) {
	e.calm.Do(yieldToPicture)
	e.count.Add(1)
	found, err := e.paper.Look(f.RGBA, e.now())
	if err != nil {
		return lane.PaperLook{}, err
	}
	look := lane.PaperLook{Progress: found.Progress}
	if found.Hint != pages.HintNone {
		look.Hint = "hint." + string(found.Hint)
	}
	if found.Found {
		look.Corners = found.Corners
	}
	if !found.Done && !takeNow {
		return look, nil
	}
	page, err := pages.Take(f.RGBA)
	if err != nil {
		return look, err
	}
	e.paper.Took()
	look.Shot = shotOf(page)
	return look, nil
}

// TurnPaper turns a page by a quarter.
func (e *eye) TurnPaper(s lane.PaperShot) (lane.PaperShot, error) {
	page, ok := s.Own.(pages.Page)
	if !ok {
		return s, enrol.NewError(enrol.CodeInternal, "turn page")
	}
	page, err := page.Turned()
	if err != nil {
		return s, err
	}
	return *shotOf(page), nil
}

// shownLong is the longer side of a page as the window shows it: it fits on a screen anyway, and the
// window must not be kept waiting by a larger one.
const shownLong = 1280

func shotOf(p pages.Page) *lane.PaperShot {
	w, h := p.Image.Rect.Dx(), p.Image.Rect.Dy()
	k := min(1, shownLong/float64(max(w, h)))
	shown := image.NewRGBA(image.Rect(0, 0, max(1, int(k*float64(w))), max(1, int(k*float64(h)))))
	draw.CatmullRom.Scale(shown, shown.Rect, p.Image, p.Image.Rect, draw.Src, nil)
	return &lane.PaperShot{JPEG: p.JPEG, Image: shown, Own: p}
}

// sealPage seals a page to the registry; a training's to nobody.
func (c *counter) sealPage(jpeg []byte) ([]byte, error) {
	switch {
	case c.school != nil:
		return packet.SealPageToNobody(jpeg)
	case c.works.Sealer == nil:
		return nil, enrol.NewError(enrol.CodeNotEnrolled, "seal page")
	}
	return c.works.Sealer.SealPage(jpeg)
}

// desk shows the second camera, over the desk, while papers are photographed, and then what was shown
// before. With one camera it is that one.
func (c *cameras) desk(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !on {
		if c.lane != nil && *c.lane != c.now {
			c.turn(*c.lane)
		}
		c.lane = nil
		return
	}
	before := c.now
	c.lane = &before
	if all := c.all(); len(all) > 1 && all[1] != c.now {
		c.turn(all[1])
	}
}
