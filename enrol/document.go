package enrol

// Kind is what a resident comes for.
type Kind string

// The kinds of case.
const (
	KindNew        Kind = "new"        // first activation
	KindReactivate Kind = "reactivate" // new or lost phone, forgotten PIN, changed number or e-mail
	KindChange     Kind = "change"     // data to be corrected first (address …)
	KindFirstCard  Kind = "first-card" // new at 17
	KindCard       Kind = "card"       // physical card instead
)

// Kinds lists every Kind, in the order in which staff are asked.
var Kinds = []Kind{KindNew, KindReactivate, KindChange, KindFirstCard, KindCard}

// Document is a paper that a resident brings.
type Document string

// The documents of the rules.
const (
	DocKK       Document = "kk"        // family card (Kartu Keluarga), copy
	DocNewestKK Document = "kk-new"    // the newest family card
	DocBirth    Document = "akta"      // birth certificate (akta kelahiran)
	DocDiploma  Document = "ijazah"    // diploma
	DocBiometry Document = "perekaman" // biometric recording done at the UPTD of the domicile
)

// DocCard is the KTP-el held to the camera: see Case.InHand. No rule asks for it.
const DocCard Document = "ktp-el"

// Rules says which documents each kind of case needs. DefaultRules hold until the
// registry sends others.
type Rules map[Kind][]Document

// DefaultRules are those published by the city's service.
func DefaultRules() Rules {
	return Rules{
		KindNew: nil, KindReactivate: nil, KindCard: nil,
		KindChange:    {DocKK},
		KindFirstCard: {DocNewestKK, DocBirth, DocDiploma, DocBiometry},
	}
}

// Missing lists what kind k needs and have lacks.
func (r Rules) Missing(k Kind, have []Document) []Document {
	var out []Document
	for _, need := range r[k] {
		found := false
		for _, h := range have {
			found = found || h == need
		}
		if !found {
			out = append(out, need)
		}
	}
	return out
}
