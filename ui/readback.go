package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// contact is e-mail and number in full, for the eyes of the resident whose they are.
// The zero one is shown nowhere.
type contact struct{ Email, Phone string }

func contactOf(v lane.View) contact {
	if v.Case == nil {
		return contact{}
	}
	r := v.Case.Resident
	return contact{cmpOr(string(r.Email), "–"), cmpOr(grouped(string(r.Phone)), "–")}
}

// readAtLane is what staff read aloud now, in the picture's place.
func readAtLane(v lane.View) contact {
	if v.Phase != lane.PhaseContact || v.Lock.On {
		return contact{}
	}
	return contactOf(v)
}

// readBack shows them on the resident's side, as large as they go.
type readBack struct {
	look *look.Look
	box  *fyne.Container
	back *look.Sheet
	rows [4]*look.Text // label, value, label, value
}

func newReadBack(l *look.Look, w *words.Words) *readBack {
	r := &readBack{look: l, back: look.NewSheet(l.Surface, look.Radius).Edged(l.Line, 1)}
	objects := []fyne.CanvasObject{r.back.Shape}
	for i, key := range [2]string{"lane.email", "lane.phone"} {
		r.rows[2*i] = look.NewText(w.Say(key), look.Title, l.Muted)
		r.rows[2*i+1] = look.NewText("", look.Display*1.5, l.Text).With(func(t *look.Text) {
			t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 1, []float32{look.Display * 1.5, look.Display, look.Sentence, look.Title, look.Body}
		})
		objects = append(objects, r.rows[2*i], r.rows[2*i+1])
	}
	r.box = container.New(&look.Place{Min: fyne.NewSize(320, 240), Do: func(s fyne.Size) {
		look.At(r.back.Shape, 0, 0, s.Width, s.Height)
		in, half := s.Width*0.04, s.Height/2
		for i := range 2 {
			y := float32(i)*half + half*0.12
			look.At(r.rows[2*i], in, y, s.Width-2*in, 36)
			look.At(r.rows[2*i+1], in, y+40, s.Width-2*in, half*0.84-40)
		}
	}}, objects...)
	return r
}

func (r *readBack) show(c contact) {
	visible(r.box, c != contact{})
	r.rows[1].Set(c.Email, r.look.Text)
	r.rows[3].Set(c.Phone, r.look.Text)
}
