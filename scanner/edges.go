package scanner

// edges are the places along a line where the relief passes zero, in pixels,
// alternately into dark and into light.
type edges struct {
	at   []float32
	dark bool // the first edge leads into dark
}

// row collects the edges of a row. The picture's border counts as an edge, so
// that a code without a quiet zone is found too.
func (r *relief) row(y int, e *edges) {
	e.at = e.at[:0]
	from := y * r.w
	pix, level := r.pix[from:from+r.w], r.level[from:from+r.w]
	prev := int(pix[0]) - int(level[0])
	dark := prev < 0
	e.dark = dark
	e.at = append(e.at, 0)
	var zero float32
	for x := 1; x < len(pix); x++ {
		v := int(pix[x]) - int(level[x])
		if dark {
			if prev < 0 && v >= 0 {
				zero = float32(x) - 0.5 + float32(prev)/float32(prev-v)
			}
			if v > r.swing {
				e.at, dark = append(e.at, zero), false
			}
		} else {
			if prev >= 0 && v < 0 {
				zero = float32(x) - 0.5 + float32(prev)/float32(prev-v)
			}
			if v < -r.swing {
				e.at, dark = append(e.at, zero), true
			}
		}
		prev = v
	}
	e.at = append(e.at, float32(r.w))
}

// walk follows the relief from a point along a direction of unit length and
// gives the distances of the next edges, at most len(into) and no farther
// than limit pixels. inv turns dark and light round. The walk must start in
// the dark.
func (r *relief) walk(from, dir point, limit float64, inv bool, into []float64) int {
	sign := 1
	if inv {
		sign = -1
	}
	dark, n := true, 0
	swing := 16 * r.swing
	prev := r.near(from) * sign
	if prev >= 0 {
		prev = -1
	}
	zero := 0.0
	const stride = 0.5
	for t := stride; t <= limit && n < len(into); t += stride {
		q := from.add(dir.mul(t))
		if !q.inside(r.w, r.h) {
			into[n] = t
			return n + 1
		}
		v := r.near(q) * sign
		if (prev < 0) != (v < 0) {
			zero = t - stride + stride*float64(prev)/float64(prev-v)
		}
		if dark && v > swing || !dark && v < -swing {
			into[n] = zero
			n++
			dark = !dark
		}
		prev = v
	}
	return n
}

// near is the height, times sixteen, between the four nearest pixels.
func (r *relief) near(q point) int {
	x, y := int(q.x*4-2), int(q.y*4-2)
	x0, y0 := x>>2, y>>2
	if x < 0 || y < 0 || x0 >= r.w-1 || y0 >= r.h-1 {
		x0, y0 = min(max(int(q.x), 0), r.w-1), min(max(int(q.y), 0), r.h-1)
		return 16 * r.height(y0*r.w+x0)
	}
	fx, fy := x&3, y&3
	i := y0*r.w + x0
	a := r.height(i)*(4-fx) + r.height(i+1)*fx
	b := r.height(i+r.w)*(4-fx) + r.height(i+r.w+1)*fx
	return a*(4-fy) + b*fy
}
