package scanner

// light reads greys of the frame so that a code's dark modules are always low,
// whatever the code's polarity.
type light struct {
	*plane
	inv bool
}

// at is the grey at a place, turned round for an inverted code.
func (l light) at(q point) float64 {
	v := l.plane.at(q)
	if l.inv {
		return 255 - v
	}
	return v
}
