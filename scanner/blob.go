package scanner

import (
	"math"
	"sort"
)

// blobSearch finds finders whose rings are blurred together, or are so small
// that no run of pixels shows 1:1:3:1:1. What is left of such a finder is a
// spot, three modules wide, with a ring of the other colour around it: every
// extreme of a coarse picture is tried as its middle, and the best are fitted
// with the whole pattern.
type blobSearch struct {
	coarse, quarter plane
	rings           []ringOffsets
	seeds           []seed
	stamps          []stamp
	found           []finder
}

// ringOffsets are the places, relative to the middle, of the light ring of a
// finder of one size.
type ringOffsets struct {
	module float64
	dx, dy [16]int
}

// seed is an extreme that looks like the middle of a finder.
type seed struct {
	c        point
	module   float64
	inv      bool
	contrast float64 // of middle and ring
	likeness float64 // to the whole pattern, roughly
	turn     float64 // radians, at the best likeness
}

// maxSeeds bounds how many places are fitted with the whole pattern.
const maxSeeds = 40

// minContrast is the least difference in grey levels of middle and ring.
const minContrast = 7

func newRing(module float64) ringOffsets {
	r := ringOffsets{module: module}
	for i := range r.dx {
		sin, cos := math.Sincos(float64(i) * math.Pi / 8)
		r.dx[i] = int(math.Round(2.1 * module * cos))
		r.dy[i] = int(math.Round(2.1 * module * sin))
	}
	return r
}

// run gives the finders of both polarities, the surest first. half is the frame at half its size.
func (b *blobSearch) run(frame, half *plane) []finder {
	b.seeds = b.seeds[:0]
	into := b.found[:0]
	if half.w < 8 || half.h < 8 {
		return nil
	}
	soften3(half, &b.coarse)
	b.extremes(frame, &b.coarse, 2, []float64{1.7, 2.2, 2.8, 3.6})
	half.half(&b.quarter)
	b.extremes(frame, &b.quarter, 4, []float64{3.6, 4.6, 6})
	b.rank(frame)
	for _, s := range b.seeds[:min(len(b.seeds), maxSeeds)] {
		if f, ok := fitFinder(light{frame, s.inv}, s); ok {
			into = mergeFit(into, f)
		}
	}
	into = companions(frame, into)
	sort.SliceStable(into, func(i, j int) bool { return into[i].fit > into[j].fit })
	b.found = into
	return into
}

// mergeFit keeps the better of two fits to the same finder.
func mergeFit(all []finder, f finder) []finder {
	for i, g := range all {
		if g.inv == f.inv && g.c.dist(f.c) < 2*math.Max(g.module, f.module) {
			if f.fit > g.fit {
				all[i] = f
			}
			return all
		}
	}
	return append(all, f)
}

// extremes looks at every local minimum and maximum of a coarse picture.
func (b *blobSearch) extremes(frame, p *plane, scale int, modules []float64) {
	b.rings = b.rings[:0]
	for _, m := range modules {
		b.rings = append(b.rings, newRing(m))
	}
	w := p.w
	for y := 1; y < p.h-1; y++ {
		up, mid, low := p.pix[(y-1)*w:y*w], p.pix[y*w:(y+1)*w], p.pix[(y+1)*w:(y+2)*w]
		for x := 1; x < w-1; x++ {
			v := mid[x]
			if v < mid[x-1] {
				if v <= mid[x+1] && v < up[x] && v <= low[x] && v < up[x-1] && v <= low[x+1] && v < up[x+1] && v <= low[x-1] {
					b.consider(frame, vertex(p, x, y, scale), int(v), false)
				}
			} else if v > mid[x-1] && v >= mid[x+1] && v > up[x] && v >= low[x] && v > up[x-1] && v >= low[x+1] && v > up[x+1] && v >= low[x-1] {
				b.consider(frame, vertex(p, x, y, scale), int(v), true)
			}
		}
	}
}

// vertex is the extreme's place between the pixels of the coarse picture, by
// a parabola each way, in the frame's pixels.
func vertex(p *plane, x, y, scale int) point {
	i := y*p.w + x
	shift := func(step int) float64 {
		a, b, c := int(p.pix[i-step]), int(p.pix[i]), int(p.pix[i+step])
		if a+c == 2*b {
			return 0
		}
		return float64(a-c) / float64(2*(a+c-2*b))
	}
	k := float64(scale)
	return point{(float64(x) + 0.5 + shift(1)) * k, (float64(y) + 0.5 + shift(p.w)) * k}
}

// consider measures how much the ring around an extreme stands off from it.
func (b *blobSearch) consider(frame *plane, c point, v int, inv bool) {
	cx, cy := int(c.x), int(c.y)
	best := seed{contrast: minContrast}
	for i := range b.rings {
		r := &b.rings[i]
		reach := r.dx[0]
		if cx < reach || cy < reach || cx >= frame.w-reach || cy >= frame.h-reach {
			break
		}
		if k := ringContrast(frame, r, cx, cy, v, inv); k > best.contrast {
			best = seed{c: c, module: r.module, inv: inv, contrast: k}
		}
	}
	if best.module > 0 {
		b.seeds = append(b.seeds, best)
	}
}

// ringContrast is the ring's mean over the middle, lowered by its spread: the
// ring of a finder is of one colour.
func ringContrast(frame *plane, r *ringOffsets, cx, cy, v int, inv bool) float64 {
	sum, sq := 0, 0
	for k := range r.dx {
		d := int(frame.pix[(cy+r.dy[k])*frame.w+cx+r.dx[k]]) - v
		if inv {
			d = -d
		}
		sum += d
		sq += d * d
		if k == 7 && sum < 4*minContrast {
			return 0
		}
	}
	mean := float64(sum) / 16
	dev := math.Sqrt(math.Max(float64(sq)/16-mean*mean, 0))
	if dev > 0.7*mean {
		return 0
	}
	return mean - dev
}

// soften3 is a mean over three by three pixels.
func soften3(p, into *plane) {
	into.resize(p.w, p.h)
	copy(into.pix, p.pix)
	for y := 1; y < p.h-1; y++ {
		a, b, c := p.pix[(y-1)*p.w:y*p.w], p.pix[y*p.w:(y+1)*p.w], p.pix[(y+1)*p.w:(y+2)*p.w]
		out := into.pix[y*p.w : (y+1)*p.w]
		l := int(a[0]) + int(b[0]) + int(c[0])
		m := int(a[1]) + int(b[1]) + int(c[1])
		for x := 1; x < p.w-1; x++ {
			r := int(a[x+1]) + int(b[x+1]) + int(c[x+1])
			out[x] = uint8((l + m + r) * 57 >> 9)
			l, m = m, r
		}
	}
}
