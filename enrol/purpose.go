package enrol

import "slices"

// Purpose is why a resident comes for a kind of case, from a list so that it can be
// counted: what happened to the phone, which data are wrong, why a physical card.
type Purpose string

// The purposes.
const (
	PurposeNone Purpose = "" // the kind says it all

	PurposeNewPhone   Purpose = "new-phone"   // reactivation: the old one is still there
	PurposeLostPhone  Purpose = "lost-phone"  // lost or stolen
	PurposeForgotPIN  Purpose = "forgot-pin"  //
	PurposeNewContact Purpose = "new-contact" // another number or e-mail

	PurposeAddress   Purpose = "address"   // change of data
	PurposeName      Purpose = "name"      //
	PurposeFamily    Purpose = "family"    // marriage, divorce, birth, death
	PurposeWork      Purpose = "work"      // education or occupation
	PurposeOtherData Purpose = "data"      //
	PurposeNoPhone   Purpose = "no-phone"  // physical card: no phone at all
	PurposeNoSignal  Purpose = "no-signal" // where the resident lives
	PurposeOldPhone  Purpose = "old-phone" // too old for the application
	PurposeCardLost  Purpose = "card-lost" // the card before was lost
	PurposeCardWorn  Purpose = "card-worn" // or is broken, or its data changed
	PurposeBlanks    Purpose = "blanks"    // blanks were short: ordered for when they come
)

// Purposes lists what may be chosen for a kind, in the order of its question; none:
// there is nothing to ask.
func Purposes(k Kind) []Purpose {
	switch k {
	case KindReactivate:
		return []Purpose{PurposeNewPhone, PurposeLostPhone, PurposeForgotPIN, PurposeNewContact}
	case KindChange:
		return []Purpose{PurposeAddress, PurposeName, PurposeFamily, PurposeWork, PurposeOtherData}
	case KindCard:
		return []Purpose{PurposeNoPhone, PurposeNoSignal, PurposeOldPhone, PurposeCardLost, PurposeCardWorn, PurposeBlanks}
	case KindNew, KindFirstCard:
	}
	return nil
}

// AsksPurpose tells whether staff have yet to choose why an identity is activated again: a QR does not say.
func (c Case) AsksPurpose() bool { return c.Kind == KindReactivate && c.Purpose == PurposeNone }

// CheckPurpose answers CodeReason for a purpose that the kind does not have. None at all
// is in order: a QR carries none.
func CheckPurpose(k Kind, p Purpose) error {
	if p == PurposeNone || slices.Contains(Purposes(k), p) {
		return nil
	}
	return NewError(CodeReason, "check purpose").With("kind", string(k))
}
