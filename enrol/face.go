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
	DecidedBy string  `json:"decided_by"`       // staff id, or "auto" where the band decided
	Detector  string  `json:"detector,omitempty"`
}

// FaceTemplate is a compact reference that a resident's QR may carry.
type FaceTemplate struct {
	Model string `json:"model"` // another model's template is never compared
	Data  []byte `json:"data"`  // quantised, at most 128 bytes
}
