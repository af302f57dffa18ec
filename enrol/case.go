package enrol

import (
	"slices"
	"strings"
	"time"
)

// Case is one resident at one counter. It is a value: Apply answers a changed copy,
// so that what is shown and what is saved can't drift apart.
type Case struct {
	ID         string        `json:"id"` // UUIDv7; also the idempotency key of its packet
	Kind       Kind          `json:"kind"`
	Purpose    Purpose       `json:"purpose,omitempty"` // one of Purposes(Kind)
	State      State         `json:"state"`
	Resident   Resident      `json:"resident"`
	Typed      bool          `json:"typed,omitempty"` // staff typed the data: no QR
	Credential *Credential   `json:"credential,omitempty"`
	Documents  []Document    `json:"documents,omitempty"`
	ConsentAt  time.Time     `json:"consent_at,omitzero"`
	ConsentBy  string        `json:"consent_by,omitempty"` // "resident" on the phone, else staff id
	Reference  *FaceTemplate `json:"reference,omitempty"`  // fetched online for a typed case
	Selfie     []byte        `json:"selfie,omitempty"`     // JPEG
	Card       []byte        `json:"card,omitempty"`       // JPEG of the KTP-el's portrait, where Face.Method is MethodCard; at most MaxCard
	Pages      []Page        `json:"pages,omitempty"`      // pictures of the papers, in the order taken; see PagesFit
	Face       FaceResult    `json:"face,omitzero"`
	Reason     Reason        `json:"reason,omitempty"` // of a rejection or of parking
	Note       string        `json:"note,omitempty"`
	Override   *Override     `json:"override,omitempty"`  // the last one
	Overrides  []Override    `json:"overrides,omitempty"` // those before it, of other checks
	Operator   string        `json:"operator"`
	Outlet     string        `json:"outlet"`
	Device     string        `json:"device"`
	Training   bool          `json:"training,omitempty"` // never sent
	Slip       string        `json:"slip,omitempty"`     // random token on the paper of a parked case; stays at the counter
	Follows    string        `json:"follows,omitempty"`  // id of the earlier case that this one puts right; stays at the counter
	Refusals   int           `json:"refusals,omitempty"` // pictures that would not do so far; stays at the counter
	InHand     Document      `json:"in_hand,omitempty"`  // what was before the camera when the draft was kept: a paper, or DocCard; stays at the counter
	OpenedAt   time.Time     `json:"opened_at"`
	Steps      []Step        `json:"steps,omitempty"`
	DecidedAt  time.Time     `json:"decided_at,omitzero"`

	// First tells that the registry knows no identity that a reactivation could bring back, so
	// that it is judged as the activation that it is. Counters note what a lookup told them, and
	// keep it; the registry goes by its own accounts.
	First bool `json:"first,omitempty"`

	// Objection is the registry's word against the case, Unchecked why the registry could not look a typed resident up
	// (CodeNotFound: it does not know the NIK); "": it did. They are kept with the case, so that whoever goes on with it
	// meets the same; both stay at the counter.
	Objection Objection `json:"objection,omitzero"`
	Unchecked Code      `json:"unchecked,omitempty"`

	// Contact is how far e-mail and number were read back; it stays at the counter.
	Contact Contact `json:"contact,omitempty"`

	// ConsentText names the words that the resident was shown at the counter: version, language, kind and, where they
	// name one, the days that pictures stay at the counter ("3/id/card", "3/id/card/30"). Version 2 named no days;
	// version 1 had no words by kind, and names the first two ("1/id"). "" where consent was given on the phone, whose
	// page the registry knows.
	ConsentText string `json:"consent_text,omitempty"`
}

// MaxCard bounds the portrait of a card in bytes: it goes over metered lines, and nothing else of the
// card may travel with it.
const MaxCard = 48 << 10

// CardFits tells whether the portrait of a card is what may be kept: there only where it was compared
// with, a JPEG, and not larger than MaxCard.
func (c Case) CardFits() bool {
	if len(c.Card) == 0 {
		return true
	}
	return c.Face.Method == MethodCard && len(c.Card) <= MaxCard && len(c.Card) > 3 && c.Card[0] == 0xFF && c.Card[1] == 0xD8
}

// Step is when a case reached a state.
type Step struct {
	State State     `json:"state"`
	At    time.Time `json:"at"`
}

// Override is a supervisor's leave to go on in spite of a check.
type Override struct {
	Code   Code      `json:"code"` // what was overridden: CodePhase, CodeDocuments …
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Reason is why a case was rejected or parked, from a list so that it can be counted.
type Reason string

// The reasons.
const (
	ReasonOtherPerson  Reason = "other-person"  // the face is not that of the record
	ReasonNoConsent    Reason = "no-consent"    //
	ReasonDataWrong    Reason = "data-wrong"    // the data need correction first
	ReasonNotEligible  Reason = "not-eligible"  // age or phase
	ReasonNoDocuments  Reason = "no-documents"  //
	ReasonNoPhone      Reason = "no-phone"      //
	ReasonLeft         Reason = "left"          // the resident went away
	ReasonPoorPicture  Reason = "poor-picture"  // no selfie good enough could be taken
	ReasonSuspicious   Reason = "suspicious"    // photograph, mask, pressure by others
	ReasonOther        Reason = "other"         // with a note
	ReasonBringPapers  Reason = "bring-papers"  // parked: papers lack
	ReasonCheckDataKK  Reason = "check-data-kk" // parked: KK to be corrected
	ReasonComesBack    Reason = "comes-back"    // parked: the resident comes back today
	ReasonRegistryAway Reason = "registry-away" // parked: needs the registry
)

// RejectReasons and ParkReasons are the lists that staff choose from.
var (
	RejectReasons = []Reason{ReasonOtherPerson, ReasonDataWrong, ReasonNotEligible, ReasonNoConsent,
		ReasonPoorPicture, ReasonSuspicious, ReasonNoPhone, ReasonLeft, ReasonOther}
	ParkReasons = []Reason{ReasonBringPapers, ReasonCheckDataKK, ReasonComesBack, ReasonRegistryAway}
)

// Apply makes one move. The error is CodeMove for an illegal move and CodeReason for
// a rejection or parking without a reason; the case is then unchanged.
func (c Case) Apply(e Event, at time.Time) (Case, error) {
	if (e == EventReject || e == EventPark) && c.Reason == "" {
		return c, NewError(CodeReason, "move case")
	}
	if e == EventCapture && len(c.Selfie) == 0 || e == EventCompare && c.Face.Method == "" {
		return c, NewError(CodeMove, "move case").With("event", string(e))
	}
	to, err := Next(c.State, e)
	if err != nil {
		return c, err
	}
	c = c.NotAfter(at)
	c.State = to
	c.Steps = append(c.Steps, Step{to, at})
	switch e {
	case EventRetake, EventResume, EventReopen:
		c.Selfie, c.Card, c.Face = nil, nil, FaceResult{}
		if e == EventReopen && c.ConsentBy != "resident" { // it named the errand and the papers of before
			c.ConsentAt, c.ConsentBy, c.ConsentText = time.Time{}, "", ""
		}
		if e == EventResume {
			c.Refusals = 0 // another visit
			c.Reason, c.Note, c.DecidedAt = "", "", time.Time{}
		}
	case EventConsent:
		if c.ConsentAt.IsZero() {
			c.ConsentAt = at
		}
	case EventApprove, EventReject, EventPark, EventCancel:
		c.DecidedAt = at
	}
	return c, nil
}

// NotAfter answers a copy in which nothing lies after at: what does was dated by a clock
// that was put right since. Time in a case only goes on, and none is decided in the future.
func (c Case) NotAfter(at time.Time) Case {
	c.OpenedAt, c.DecidedAt = earliest(c.OpenedAt, at), earliest(c.DecidedAt, at)
	if c.ConsentBy != "resident" { // theirs was dated by the registry
		c.ConsentAt = earliest(c.ConsentAt, at)
	}
	c.Objection.At = earliest(c.Objection.At, at)
	steps := make([]Step, len(c.Steps), len(c.Steps)+1)
	for i, s := range c.Steps {
		steps[i] = Step{s.State, earliest(s.At, at)}
	}
	c.Steps = steps
	if c.Override != nil {
		o := *c.Override
		o.At = earliest(o.At, at)
		c.Override = &o
	}
	overrides := make([]Override, len(c.Overrides))
	for i, o := range c.Overrides {
		o.At = earliest(o.At, at)
		overrides[i] = o
	}
	if c.Overrides != nil {
		c.Overrides = overrides
	}
	return c
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Check runs what must hold before the camera: age, phase, documents. It answers the
// first refusal that no override of the case covers.
func (c Case) Check(phases []Phase, rules Rules, now time.Time) error {
	checks := []error{
		CheckAge(c.Resident, now),
		c.checkPhase(phases, now),
		c.checkDocuments(rules),
	}
	for _, err := range checks {
		if err != nil && !c.Overridden(CodeOf(err)) {
			return err
		}
	}
	return nil
}

// checkPhase: the programme's phases are about who may have an identity activated.
// Whoever has one already, or comes for something else, is not asked for them; to say that
// one has one does not make it so.
func (c Case) checkPhase(phases []Phase, now time.Time) error {
	if c.broughtBack() || !c.LeadsToCode() {
		return nil
	}
	return CheckPhase(phases, c.Outlet, c.Resident.Category, now)
}

// LeadsToCode tells whether an approval of this case is followed by an activation code,
// so that there must be an e-mail and a number. A physical card never is; a change of
// data is where the resident gave an e-mail, and so wants the identity too.
func (c Case) LeadsToCode() bool {
	switch c.Kind {
	case KindCard:
		return false
	case KindChange:
		return c.Resident.Email != ""
	case KindNew, KindReactivate, KindFirstCard:
	}
	return true
}

// Activates tells whether the case, as it was decided, leads to an activation code.
func (c Case) Activates() bool { return c.State == StateApproved && c.LeadsToCode() }

// OnceADay tells whether a second approval of the resident on the same day is a
// duplicate. A phone may be lost on the day of the activation.
func (c Case) OnceADay() bool { return !c.broughtBack() && c.LeadsToCode() }

// broughtBack tells whether the case is about an identity that was activated before.
func (c Case) broughtBack() bool { return c.Kind == KindReactivate && !c.First }

// Overridden tells whether a supervisor gave leave to go on in spite of code.
func (c Case) Overridden(code Code) bool {
	if c.Override != nil && c.Override.Code == code {
		return true
	}
	return slices.ContainsFunc(c.Overrides, func(o Override) bool { return o.Code == code })
}

// WithOverride answers a copy with one leave more; earlier ones for other checks stay
// in force.
func (c Case) WithOverride(o Override) Case {
	if c.Override != nil {
		c.Overrides = append(c.Overrides[:len(c.Overrides):len(c.Overrides)], *c.Override)
	}
	c.Override = &o
	return c
}

func (c Case) checkDocuments(rules Rules) error {
	missing := rules.Missing(c.Kind, c.Documents)
	if len(missing) == 0 {
		return nil
	}
	names := make([]string, len(missing))
	for i, d := range missing {
		names[i] = string(d)
	}
	return NewError(CodeDocuments, "check documents").With("missing", strings.Join(names, ","))
}
