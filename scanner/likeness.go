package scanner

import (
	"math"
	"sort"
)

// stamp is a finder's pattern of one size and turn as offsets into a picture,
// so that hundreds of places can be compared with it for little.
type stamp struct {
	module, turn float64
	dx, dy       [81]float64
}

// turns in an eighth of a circle's worth of steps: the pattern repeats after a quarter.
const stampTurns = 5

func newStamp(module, turn float64) stamp {
	s := stamp{module: module, turn: turn}
	sin, cos := math.Sincos(turn)
	for i := range s.dx {
		x, y := float64(i%9-4)*module, float64(i/9-4)*module
		s.dx[i], s.dy[i] = x*cos-y*sin, x*sin+y*cos
	}
	return s
}

// rank sorts the seeds by their likeness to a whole finder.
func (b *blobSearch) rank(frame *plane) {
	if b.stamps == nil {
		for m := 1.55; m < 7.5; m *= 1.22 {
			for k := range stampTurns {
				b.stamps = append(b.stamps, newStamp(m, float64(k)*math.Pi/2/stampTurns))
			}
		}
	}
	for i := range b.seeds {
		b.compare(frame, &b.seeds[i])
	}
	sort.Slice(b.seeds, func(i, j int) bool { return b.seeds[i].likeness > b.seeds[j].likeness })
}

// compare finds the stamp that a seed is most like, among those of about its size.
func (b *blobSearch) compare(frame *plane, s *seed) {
	size := s.module
	for i := range b.stamps {
		t := &b.stamps[i]
		if t.module < 0.72*size || t.module > 1.3*size {
			continue
		}
		if v := t.like(frame, s.c, s.inv); v > s.likeness {
			s.likeness, s.module, s.turn = v, t.module, t.turn
		}
	}
}

// like is the correlation of the stamp with the pixels nearest its points.
func (t *stamp) like(frame *plane, c point, inv bool) float64 {
	reach := 5.7 * t.module
	if c.x < reach || c.y < reach || c.x >= float64(frame.w)-reach || c.y >= float64(frame.h)-reach {
		return 0
	}
	var sum, sq int
	var dot float64
	for i := range t.dx {
		g := int(frame.pix[int(c.y+t.dy[i])*frame.w+int(c.x+t.dx[i])])
		sum += g
		sq += g * g
		dot += float64(g) * finderIdeal[i]
	}
	variance := float64(sq) - float64(sum)*float64(sum)/81
	if variance < 81*4 {
		return 0
	}
	if inv {
		dot = -dot
	}
	return dot / (finderNorm * math.Sqrt(variance))
}
