package scanner

// timing says how well the alternating lines between the finders (ISO/IEC
// 18004, 6.3.5) fit a grid of n modules: 1 is perfect, 0 is chance. It tells a
// right number of modules from a wrong one before anything is decoded.
func timing(l light, h *homography, n int) float64 {
	across := alternation(n, func(i int) float64 { return l.at(h.at(float64(i)+0.5, 6.5)) })
	down := alternation(n, func(i int) float64 { return l.at(h.at(6.5, float64(i)+0.5)) })
	if across < down {
		return 0.7*across + 0.3*down
	}
	return 0.3*across + 0.7*down
}

// alternation compares each module of the line with the mean of its two
// neighbours, so that shading along the line does not matter.
func alternation(n int, grey func(int) float64) float64 {
	var agree, all float64
	prev, cur := grey(7), grey(8)
	for i := 8; i <= n-9; i++ {
		next := grey(i + 1)
		d := cur - (prev+next)/2
		if i%2 == 0 { // even modules of the line are dark
			d = -d
		}
		agree += d
		if d < 0 {
			d = -d
		}
		all += d
		prev, cur = cur, next
	}
	if all == 0 {
		return 0
	}
	return agree / all
}
