package enrol

// Band is the verdict of a comparison.
type Band string

// The bands. NoMatch is advice too: only a person refuses.
const (
	BandNone    Band = ""        // nothing was compared
	BandMatch   Band = "match"   //
	BandReview  Band = "review"  // staff decide
	BandNoMatch Band = "nomatch" //
)

// Method is what a face was compared with.
type Method string

// The methods, in the order in which they are tried.
const (
	MethodTemplate Method = "template" // the registry's template in the resident's QR
	MethodRegistry Method = "registry" // the registry's template, fetched online
	MethodCard     Method = "card"     // the portrait printed on the KTP-el
	MethodStaff    Method = "staff"    // compared by staff, with their own eyes
)

// FaceResult is what goes into the record about the face check.
type FaceResult struct {
	Method    Method  `json:"method"`
	Score     float64 `json:"score,omitempty"`     // cosine similarity, -1…1; 0 with MethodStaff
	Threshold float64 `json:"threshold,omitempty"` // of BandMatch
	Band      Band    `json:"band,omitempty"`
	Model     string  `json:"model,omitempty"`  // id in the models' manifest
	SHA256    string  `json:"sha256,omitempty"` // of the model's file, hex
	DecidedBy string  `json:"decided_by"`       // staff id, or "auto" where the band decided; of every decision
	Detector  string  `json:"detector,omitempty"`
	Other     string  `json:"other,omitempty"` // model of a reference that could not be compared: it is not Model

	Quality  Quality  `json:"quality,omitzero"`  // of the selfie that was kept
	Liveness Liveness `json:"liveness,omitzero"` // advice about the live picture
}

// Raised is the result where an outlet asks for more than the model does: a match that is not
// above the raised threshold is one for staff to review. A threshold is never lowered, and a
// decision by staff's eyes has none.
func (f FaceResult) Raised(hundredths int) FaceResult {
	if hundredths <= 0 || f.Threshold == 0 {
		return f
	}
	f.Threshold += float64(min(hundredths, MaxMatchRaise)) / 100
	if f.Band == BandMatch && f.Score < f.Threshold {
		f.Band = BandReview
	}
	return f
}

// Quality are the figures of the selfie that was kept, named as in ISO/IEC 29794-5; what
// each measures is with the function of its name in package camera/face. All zero: nothing
// measured it.
type Quality struct {
	Score            float64 `json:"score"`              // 0…1, the least of the components'
	InterEyeDistance float64 `json:"inter_eye_distance"` // pixels of the frame
	Luminance        float64 `json:"luminance"`          // mean, 0…1
	UnderExposure    float64 `json:"under_exposure"`     // share of dark pixels, 0…1
	OverExposure     float64 `json:"over_exposure"`      // share of bright pixels, 0…1
	Uniformity       float64 `json:"uniformity"`         // of the light on both cheeks, 0…1
	Sharpness        float64 `json:"sharpness"`          // squared grey levels
	Yaw              float64 `json:"yaw"`                // index, 0 frontal
	Pitch            float64 `json:"pitch"`              // index, 0.55 frontal
	Roll             float64 `json:"roll"`               // degrees
}

// Liveness is what was found out about a person being there and not a picture of one.
// It is advice to staff: nothing was tested against ISO/IEC 30107-3, and it never refuses.
type Liveness struct {
	Passive float64 `json:"passive,omitempty"` // 0…1 by the networks in Models
	Limit   float64 `json:"limit,omitempty"`   // from where on Passive speaks for a live person; 0: PassiveAt
	Models  string  `json:"models,omitempty"`  // their ids, separated by commas; "": not judged
	Turn    Turn    `json:"turn,omitempty"`    // of the head, where the outlet asks for it
}

// PassiveAt is from where on a passive score speaks for a live person, where nothing else is
// recorded.
const PassiveAt = .5

// Doubtful tells whether the networks took the live picture for a picture of a picture.
func (l Liveness) Doubtful() bool {
	limit := l.Limit
	if limit == 0 {
		limit = PassiveAt
	}
	return l.Models != "" && l.Passive < limit
}

// Turn is the turn of the head that was asked for.
type Turn string

// The turns. A side is the resident's own.
const (
	TurnNone    Turn = ""        // not asked for
	TurnLeft    Turn = "left"    // done
	TurnRight   Turn = "right"   // done
	TurnSkipped Turn = "skipped" // staff went on without it

	TurnUnavailable Turn = "unavailable" // asked for, and nothing here can see one
	TurnOther       Turn = "other"       // a head turned, and it looks unlike that of the selfie
)

// FaceTemplate is a compact reference that a resident's QR may carry.
type FaceTemplate struct {
	Model string `json:"model"` // another model's template is never compared
	Data  []byte `json:"data"`  // quantised, at most 128 bytes
}
