package enrol

// FaceModel is an embedder that the program knows by itself, as far as the record of a comparison by it
// can be judged: the registry has no models, and judges what counters say of theirs. Similarities are
// cosines, -1…1. A test of package camera/face keeps them equal to its manifest.
type FaceModel struct {
	ID          string
	SHA256      string  // of its file, hex
	MatchAt     float64 // of BandMatch, selfie against photograph
	CardMatchAt float64 // against the portrait on a card
}

// faceModels are those of the manifest that the program carries.
var faceModels = [...]FaceModel{
	{"sface-2021dec", "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79", .363, .363},
	{"mobilefacenet-foamliu", "1040555900213268bebc4378e4846f140f1020279461f09d02726fc593e59659", .45, .40},
}

// FaceModels lists them.
func FaceModels() []FaceModel { return append([]FaceModel(nil), faceModels[:]...) }

// leastThreshold is what a match by a model that the program does not know must ask for at least: the
// similarities of two people lie around 0 with every model that is any good.
const leastThreshold = .2

// leastAt is the lowest threshold that a record of a comparison may name, by the model's own and what
// the outlet asks for on top, in hundredths.
func (f FaceResult) leastAt(raise int) float64 {
	least := leastThreshold
	for _, m := range faceModels {
		if m.SHA256 == f.SHA256 {
			least = m.MatchAt
			if f.Method == MethodCard {
				least = m.CardMatchAt
			}
		}
	}
	return least + float64(min(max(raise, 0), MaxMatchRaise))/100
}

// Agrees tells whether a record of a comparison contradicts itself nowhere: similarity and threshold
// are cosines, and the band is a match exactly where the one reaches the other.
func (f FaceResult) Agrees() bool {
	cosine := func(x float64) bool { return x >= -1-tiny && x <= 1+tiny } // false for no number too
	known := f.Band == BandMatch || f.Band == BandReview || f.Band == BandNoMatch
	return known && cosine(f.Score) && cosine(f.Threshold) && f.Threshold != 0 && (f.Score >= f.Threshold) == (f.Band == BandMatch)
}

// tiny is more than what floating-point sums of hundredths lose.
const tiny = 1e-6

// CheckFace refuses the record of a face check that asks for less than the model does and the outlet on
// top of it (CodeFaceCheck, detail "why" = "threshold"), or lacks the turn of the head that the outlet
// asks for ("turn"): done, skipped by staff, or impossible, it stands in every record.
func CheckFace(f FaceResult, s Settings) error {
	if f.Threshold != 0 && f.Threshold < f.leastAt(s.MatchRaise)-tiny {
		return NewError(CodeFaceCheck, "check face").With("why", "threshold")
	}
	if s.Liveness && f.Liveness.Turn == TurnNone {
		return NewError(CodeFaceCheck, "check face").With("why", "turn")
	}
	return nil
}
