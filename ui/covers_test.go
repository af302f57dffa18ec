package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// area is what something takes of the screen.
type area struct{ x, y, w, h float32 }

func areaOf(o fyne.CanvasObject) area {
	return area{o.Position().X, o.Position().Y, o.Size().Width, o.Size().Height}
}

func (a area) meets(b area) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

// guideArea is where the picture's guide stands; false: there is none.
func guideArea(p *picture) (area, bool) {
	at := areaOf(p.box)
	switch {
	case p.model.Guide == guideFace:
		o := areaOf(p.oval.shape)
		return area{at.x + o.x, at.y + o.y, o.w, o.h}, true
	case p.model.framed():
		a, b := p.brackets[0].Position1, p.brackets[6].Position1
		return area{at.x + a.X, at.y + a.Y, b.X - a.X, b.Y - a.Y}, true
	}
	return area{}, false
}

// TestNothingIsCovered: who waits next, and the resident's side on the one screen, lie over no page, no guide, no text
// and no button, in any scene, at the smallest size and in the largest letters.
func TestNothingIsCovered(t *testing.T) {
	waiting := []lane.NextView{{}, {Ready: true, NIK: uidemo.NextNIK.Masked()}, {Slip: true}, {Reason: "qr-expired"}}
	for _, language := range assets.Languages {
		for _, text := range []int{100, 175} {
			for _, way := range []string{"second screen", "one screen", "corner"} {
				r := MustRig(t, language, false)
				if way != "second screen" {
					r.UI.resident, r.turned = nil, way == "corner"
				}
				r.choose(Prefs{Language: language, TextSize: text, Resident: true})
				for i, s := range uidemo.Scenes() {
					v := s.View
					v.Next = waiting[i%len(waiting)]
					r.arrived(v)
					if l, ok := r.screen.(*laneScreen); ok && !v.Lock.On {
						r.covers(fmt.Sprintf("%s, %d %%, %s, %s", language, text, way, s.Name), l)
						r.check(s.Name, r.window)
					}
				}
			}
		}
	}
}

// covers fails for what lies over something else at the lane.
func (r *rig) covers(what string, l *laneScreen) {
	r.tb.Helper()
	picture, panel, next := areaOf(l.picture.box), areaOf(l.panel.box), areaOf(l.next.box)
	buttons := map[string]area{}
	for _, b := range append(l.buttons[:], l.other, l.cameras, l.roster, l.turn) {
		if b != nil && b.Visible() {
			buttons[b.Key()] = areaOf(b)
		}
	}
	if c := l.corner; c != nil && c.box.Visible() {
		for key, b := range buttons {
			if areaOf(c.box).meets(b) {
				r.tb.Errorf("%s: the corner lies over %s", what, key)
			}
		}
		if areaOf(c.box).meets(picture) || areaOf(c.box).meets(panel) || areaOf(c.box).meets(areaOf(l.strip.box)) {
			r.tb.Errorf("%s: the corner lies over the picture, the panel or the sentence", what)
		}
	}
	if !l.next.box.Visible() {
		return
	}
	for key, b := range buttons {
		if next.meets(b) {
			r.tb.Errorf("%s: who waits lies over %s", what, key)
		}
	}
	if g, guided := guideArea(l.picture); guided && next.meets(g) {
		r.tb.Errorf("%s: who waits lies over the guide", what)
	}
	if next.meets(picture) && (l.model.Overlay.Page != nil || l.consent.box.Visible() || l.read.box.Visible()) {
		r.tb.Errorf("%s: who waits lies over what is to be read", what)
	}
	r.underNext(what, l, next)
}

// underNext fails for a text of the panel under the one who waits.
func (r *rig) underNext(what string, l *laneScreen, next area) {
	r.tb.Helper()
	at := l.panel.box.Position()
	for _, o := range l.panel.box.Objects {
		t, ok := o.(interface{ Text() string })
		if !ok || !o.Visible() || t.Text() == "" {
			continue
		}
		if (area{at.X + o.Position().X, at.Y + o.Position().Y, o.Size().Width, o.Size().Height}).meets(next) {
			r.tb.Errorf("%s: who waits lies over %q", what, t.Text())
		}
	}
}
