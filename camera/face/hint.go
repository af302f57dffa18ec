package face

// Hint is the one thing to tell the resident now. Its text is a key for translation.
type Hint string

// The hints, the worst first: the order in which they are told.
const (
	HintNone           Hint = ""
	HintNoFace         Hint = "no-face"
	HintTwoFaces       Hint = "two-faces"
	HintCloser         Hint = "closer"
	HintFarther        Hint = "farther"
	HintCentre         Hint = "centre" // the face is cut off or at the edge
	HintMoreLight      Hint = "more-light"
	HintLessLight      Hint = "less-light"
	HintLightFromFront Hint = "light-from-front"
	HintLookStraight   Hint = "look-straight"
	HintHeadUpright    Hint = "head-upright"
	HintHoldStill      Hint = "hold-still" // blurred
)

// Hints lists all hints in their order; every one has a sentence in each language.
func Hints() []Hint {
	return []Hint{HintNoFace, HintTwoFaces, HintCloser, HintFarther, HintCentre, HintMoreLight,
		HintLessLight, HintLightFromFront, HintLookStraight, HintHeadUpright, HintHoldStill}
}

func (h Hint) rank() int {
	for i, o := range Hints() {
		if o == h {
			return i
		}
	}
	return len(Hints())
}

// worst picks the hint to tell among components that are not good enough: refused ones before those
// that only warn, then by the order of the hints.
func worst(quality []Component) Hint {
	best := HintNone
	for _, level := range []Level{LevelRefuse, LevelWarn} {
		for _, c := range quality {
			if c.Level == level && c.Hint.rank() < best.rank() {
				best = c.Hint
			}
		}
		if best != HintNone {
			break
		}
	}
	return best
}
