package scanner

// knownMap says for every module of a version whether the standard fixes its
// colour: +1 light, -1 dark, 0 free. Finders with their light border, timing
// lines and alignment patterns are fixed; format and version bits are left free.
type knownMap struct {
	n int
	v []int8
}

// knownFor builds the map for n modules a side.
func knownFor(n int) *knownMap {
	k := &knownMap{n: n, v: make([]int8, n*n)}
	for i := 8; i < n-8; i++ {
		colour := int8(-1)
		if i%2 == 1 {
			colour = 1
		}
		k.v[6*n+i], k.v[i*n+6] = colour, colour
	}
	k.finder(0, 0)
	k.finder(n-7, 0)
	k.finder(0, n-7)
	for _, c := range alignmentCentres(n) {
		k.rings(int(c.x), int(c.y), 2)
	}
	return k
}

// finder fixes a finder whose upper left module is given, and its border.
func (k *knownMap) finder(x0, y0 int) { k.rings(x0+3, y0+3, 4) }

// rings fixes concentric squares about a module. Seen from the middle of a
// finder the rings are dark, dark, light, dark, light; of an alignment
// pattern dark, light, dark.
func (k *knownMap) rings(cx, cy, radius int) {
	colours := []int8{-1, -1, 1, -1, 1}
	if radius == 2 {
		colours = []int8{-1, 1, -1}
	}
	for y := cy - radius; y <= cy+radius; y++ {
		for x := cx - radius; x <= cx+radius; x++ {
			if x >= 0 && y >= 0 && x < k.n && y < k.n {
				k.v[y*k.n+x] = colours[max(abs(x-cx), abs(y-cy))]
			}
		}
	}
}

// agreement is the share of fixed modules that soft values have right.
func (k *knownMap) agreement(soft []float64) float64 {
	right, all := 0, 0
	for i, v := range k.v {
		if v == 0 {
			continue
		}
		all++
		if (v < 0) == (soft[i] < 0) {
			right++
		}
	}
	return float64(right) / float64(max(all, 1))
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}
