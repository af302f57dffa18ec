package main

import "image"

// picture is one picture and what it is known to say.
type picture struct {
	name   string
	gray   *image.Gray
	want   string
	empty  bool    // there is no code in it: whatever is read is a false positive
	defect string  // class of what is wrong with it
	theme  string  // of the phone's page
	module float64 // pixels a module, 0 if unknown
	file   string  // as PGM, for the peers
}

// set is pictures of one origin.
type set struct {
	name     string
	pictures []picture
}

// size is the class of a module's size.
func (p picture) size() string {
	switch {
	case p.module == 0:
		return ""
	case p.module < 2.5:
		return "under 2.5 px"
	case p.module < 4:
		return "2.5 to 4 px"
	case p.module < 7:
		return "4 to 7 px"
	}
	return "7 px and more"
}
