package scanner

// relief is a picture together with the level that divides dark from light at
// each place. Its height, grey minus level, is what edges are found in: where
// it changes sign, to a fraction of a pixel.
type relief struct {
	plane
	level []uint8 // a level per pixel
	// scale is how many pixels of the frame a pixel of this picture stands for.
	scale float64
	// swing is by how much the height must pass zero to count as an edge,
	// so that noise on a plain surface makes none.
	swing int

	lo, hi, mid, tmp []uint8 // per block
}

// block is the side in pixels of the squares that a local level is taken from.
const block = 8

// height is the grey over the level at a pixel.
func (r *relief) height(i int) int { return int(r.pix[i]) - int(r.level[i]) }

// setGlobal divides the whole picture at one level.
func (r *relief) setGlobal(level uint8) {
	r.growLevel()
	for i := range r.level {
		r.level[i] = level
	}
}

func (r *relief) growLevel() {
	if cap(r.level) < len(r.pix) {
		r.level = make([]uint8, len(r.pix))
	}
	r.level = r.level[:len(r.pix)]
}

// setLocal divides at the middle between the darkest and the lightest of the
// blocks around. reach is how many blocks to each side are looked at: it must
// see past the solid middle of a finder pattern.
func (r *relief) setLocal(reach int) {
	bw, bh := (r.w+block-1)/block, (r.h+block-1)/block
	r.extremes(bw, bh)
	r.spread(r.lo, bw, bh, reach, func(a, b uint8) uint8 { return min(a, b) })
	r.spread(r.hi, bw, bh, reach, func(a, b uint8) uint8 { return max(a, b) })
	for i := range r.mid {
		r.mid[i] = uint8((int(r.lo[i]) + int(r.hi[i])) / 2)
	}
	r.smooth(bw, bh)
	r.growLevel()
	r.interpolate(bw, bh)
}

// extremes finds the darkest and lightest grey of each block, over means of
// two neighbours so that a single noisy pixel does not count.
func (r *relief) extremes(bw, bh int) {
	r.lo, r.hi = sized(r.lo, bw*bh), sized(r.hi, bw*bh)
	r.mid, r.tmp = sized(r.mid, bw*bh), sized(r.tmp, bw*bh)
	for by := range bh {
		for bx := range bw {
			lo, hi := 255, 0
			x0, x1 := bx*block, min((bx+1)*block, r.w)
			for y := by * block; y < min((by+1)*block, r.h); y++ {
				row := r.pix[y*r.w+x0 : y*r.w+x1]
				for x := 0; x+1 < len(row); x += 2 {
					v := (int(row[x]) + int(row[x+1])) >> 1
					lo, hi = min(lo, v), max(hi, v)
				}
				if len(row) == 1 {
					lo, hi = min(lo, int(row[0])), max(hi, int(row[0]))
				}
			}
			r.lo[by*bw+bx], r.hi[by*bw+bx] = uint8(lo), uint8(hi)
		}
	}
}

// spread lets each block see the extreme of its neighbours, rows then columns.
func (r *relief) spread(v []uint8, bw, bh, reach int, pick func(a, b uint8) uint8) {
	for y := range bh {
		row := v[y*bw : (y+1)*bw]
		for x := range row {
			best := row[x]
			for k := max(0, x-reach); k <= min(bw-1, x+reach); k++ {
				best = pick(best, row[k])
			}
			r.tmp[y*bw+x] = best
		}
	}
	for y := range bh {
		for x := range bw {
			best := r.tmp[y*bw+x]
			for k := max(0, y-reach); k <= min(bh-1, y+reach); k++ {
				best = pick(best, r.tmp[k*bw+x])
			}
			v[y*bw+x] = best
		}
	}
}

// smooth averages the levels over three by three blocks.
func (r *relief) smooth(bw, bh int) {
	copy(r.tmp, r.mid)
	for y := range bh {
		for x := range bw {
			sum, n := 0, 0
			for j := max(0, y-1); j <= min(bh-1, y+1); j++ {
				for i := max(0, x-1); i <= min(bw-1, x+1); i++ {
					sum += int(r.tmp[j*bw+i])
					n++
				}
			}
			r.mid[y*bw+x] = uint8(sum / n)
		}
	}
}

// interpolate writes the level of each row from the blocks above and below it.
func (r *relief) interpolate(bw, bh int) {
	for y := range r.h {
		pos := 2*y + 1 - block // in half pixels from the middle of the first block
		b0 := max(pos, 0) / (2 * block)
		b1 := min(b0+1, bh-1)
		t := max(pos, 0) - b0*2*block
		up, lowRow := r.mid[b0*bw:(b0+1)*bw], r.mid[b1*bw:(b1+1)*bw]
		out := r.level[y*r.w : (y+1)*r.w]
		for bx := range bw {
			v := uint8((int(up[bx])*(2*block-t) + int(lowRow[bx])*t) / (2 * block))
			for x := bx * block; x < min((bx+1)*block, r.w); x++ {
				out[x] = v
			}
		}
	}
}

// otsu is the level that best divides a picture's greys in two classes
// (N. Otsu, 1979); every step-th pixel is counted.
func otsu(p *plane, step int) uint8 {
	var hist [256]int
	total, sum := 0, 0
	for i := 0; i < len(p.pix); i += step {
		hist[p.pix[i]]++
		total++
		sum += int(p.pix[i])
	}
	best, below, belowSum := -1.0, 0, 0
	first, last := 127, 127 // between two peaks the quality is flat: take its middle
	for v, n := range hist {
		below += n
		belowSum += v * n
		if below == 0 || below == total {
			continue
		}
		m0 := float64(belowSum) / float64(below)
		m1 := float64(sum-belowSum) / float64(total-below)
		if s := float64(below) * float64(total-below) * (m0 - m1) * (m0 - m1); s > best {
			best, first, last = s, v, v
		} else if s == best {
			last = v
		}
	}
	return uint8((first + last + 1) / 2)
}

func sized(b []uint8, n int) []uint8 {
	if cap(b) < n {
		return make([]uint8, n)
	}
	return b[:n]
}
