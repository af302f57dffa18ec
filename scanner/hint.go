package scanner

import "fmt"

// Hint is why nothing was read, from what the passes saw; the screen turns it
// into a sentence for the resident.
type Hint int

const (
	// HintNone means that a code was read, or nothing was scanned yet.
	HintNone Hint = iota
	// HintNoCode means that nothing like a code is in view.
	HintNoCode
	// HintTooFar means that the modules are too small in the picture.
	HintTooFar
	// HintTooNear means that the code does not fit into the picture.
	HintTooNear
	// HintTooDark means that the phone's screen must be turned up.
	HintTooDark
	// HintGlare means that a reflection lies over the code.
	HintGlare
	// HintBlurred means that the phone moves or is out of focus.
	HintBlurred
)

var hintNames = [...]string{"none", "no-code", "too-far", "too-near", "too-dark", "glare", "blurred"}

// String is a stable name, the key of the sentence in the translations.
func (h Hint) String() string {
	if h < 0 || int(h) >= len(hintNames) {
		return fmt.Sprintf("Hint(%d)", int(h))
	}
	return hintNames[h]
}
