package scanner

import "image"

// largePicture is the number of pixels beyond which a picture file is looked
// at in smaller sizes first: the passes are made for modules of 2 to 20
// pixels, and in a photograph of many megapixels they are larger.
const largePicture = 2_000_000

// shrunk tries a large picture at half its size, and before that at half of
// that, as long as it is large.
func (s *Scanner) shrunk(frame plane) (Result, bool) {
	var small plane
	frame.half(&small)
	if len(small.pix) > largePicture/2 {
		if res, ok := s.shrunk(small); ok {
			return res.doubled(), true
		}
	}
	res, ok := s.single(small)
	if !ok {
		return Result{}, false
	}
	return res.doubled(), true
}

// doubled brings the corners back to the larger picture.
func (r Result) doubled() Result {
	for i, c := range r.Corners {
		r.Corners[i] = image.Pt(2*c.X, 2*c.Y)
	}
	return r
}
