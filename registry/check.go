package registry

import (
	"regexp"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// How far a counter's clock may be from ours, and how long a packet may be under way.
const (
	clockSlack = 10 * time.Minute
	maxTransit = 180 * 24 * time.Hour
)

func badField(name string) error {
	return enrol.NewError(enrol.CodeField, "check case").With("field", name)
}

// checkForm looks at every field that needs no database. What the device signed is
// true to it, but it may be wrong, old or malicious.
func (s *Service) checkForm(p parcel) error {
	c := p.Case
	switch {
	case c.Training:
		return enrol.NewError(enrol.CodeTraining, "check case")
	case c.ID != p.id || c.Device != p.device.ID || c.Outlet != p.device.Outlet:
		return enrol.NewError(enrol.CodeRefused, "check case").With("why", "crossed")
	case c.State != enrol.StateApproved && c.State != enrol.StateRejected:
		return badField("state")
	case !knownKind(c.Kind):
		return badField("kind")
	case c.State == enrol.StateRejected && c.Reason == "":
		return enrol.NewError(enrol.CodeReason, "check case")
	case c.Operator == "" || len(c.Operator) > 64:
		return badField("operator")
	case len(c.Note) > 2000 || len(c.Documents) > 16 || len(c.Overrides) > 16 || len(c.Steps) > 64 || len(c.Reason) > 64 || len(c.Resident.Name) > 200:
		return badField("size")
	case !c.PagesFit():
		return badField("pages")
	case c.Typed == (c.Credential != nil):
		return badField("credential")
	}
	if enrol.CheckPurpose(c.Kind, c.Purpose) != nil {
		return badField("purpose")
	}
	if err := s.checkCaseTimes(c); err != nil {
		return err
	}
	if err := checkSteps(c); err != nil {
		return err
	}
	if err := checkFace(c.Face); err != nil {
		return err
	}
	if err := checkContact(c); err != nil || c.State == enrol.StateRejected {
		return err
	}
	return checkApproval(c)
}

func (s *Service) checkCaseTimes(c enrol.Case) error {
	now := s.now()
	switch {
	case c.OpenedAt.IsZero() || c.DecidedAt.Before(c.OpenedAt):
		return badField("decided_at")
	case c.DecidedAt.Before(now.Add(-maxTransit)):
		return badField("decided_at")
	}
	return nil
}

// notAhead dates what a counter's clock dated in the future by its arrival. A PC that came
// up with a wrong clock and without a line can't know better, its packet is sealed, and the
// resident has gone: a refusal would help nobody. It gives a device nothing, which may say
// any time that is past.
func (s *Service) notAhead(c enrol.Case) enrol.Case {
	now := s.now()
	ahead := c.DecidedAt.Sub(now)
	if ahead <= clockSlack || c.DecidedAt.Before(c.OpenedAt) {
		return c
	}
	s.log.Warn("a counter's clock ran ahead: its case is dated by its arrival", "device", c.Device, "case", c.ID, "ahead", ahead.Round(time.Second))
	return c.NotAfter(now)
}

// checkSteps walks the case's own history through the domain's table of moves.
func checkSteps(c enrol.Case) error {
	state, last := enrol.StateOpened, time.Time{}
	for _, step := range c.Steps {
		if step.State == enrol.StateOpened && state == enrol.StateOpened {
			last = step.At
			continue // recorded by some as the first step
		}
		if step.At.Before(last) || !reachable(state, step.State) {
			return badField("steps")
		}
		state, last = step.State, step.At
	}
	if state != c.State {
		return badField("steps")
	}
	return nil
}

func reachable(from, to enrol.State) bool {
	for _, e := range enrol.Events {
		if next, err := enrol.Next(from, e); err == nil && next == to {
			return true
		}
	}
	return false
}

func checkContact(c enrol.Case) error {
	r := c.Resident
	if n, err := enrol.ParseNIK(string(r.NIK)); err != nil {
		return err
	} else if n != r.NIK {
		return badField("nik")
	}
	if e, err := enrol.ParseEmail(string(r.Email)); (r.Email != "" || c.Activates()) && (err != nil || e != r.Email) {
		return enrol.NewError(enrol.CodeEmail, "check case")
	}
	if n, err := enrol.ParsePhone(string(r.Phone)); (r.Phone != "" || c.Activates()) && (err != nil || n != r.Phone) {
		return enrol.NewError(enrol.CodePhone, "check case")
	}
	return nil
}

// checkApproval asks for what every approval must have: consent, a picture and a
// verdict on it.
func checkApproval(c enrol.Case) error {
	switch {
	case c.ConsentAt.IsZero() || c.ConsentBy == "":
		return badField("consent")
	case c.Face.Method == "" || c.Face.DecidedBy == "":
		return badField("face")
	case len(c.Selfie) < 4 || c.Selfie[0] != 0xFF || c.Selfie[1] != 0xD8: // JPEG's SOI marker
		return badField("selfie")
	case !c.CardFits():
		return badField("card")
	}
	return nil
}

// checkFace asks of a comparison by a model what makes it traceable: which file, which limit, which
// band, and that they agree. Every counter has always sent these with one; who decided was not always
// kept of a rejection, so that it is asked of an approval alone.
func checkFace(f enrol.FaceResult) error {
	switch f.Method {
	case enrol.MethodTemplate, enrol.MethodRegistry, enrol.MethodCard:
		if f.Model == "" || len(f.Model) > 64 || !hexSum.MatchString(f.SHA256) || !f.Agrees() {
			return badField("face")
		}
	case enrol.MethodStaff, "":
		if f.Band != enrol.BandNone || f.DecidedBy == decidedByModel {
			return badField("face") // nothing was compared
		}
	default:
		return badField("face")
	}
	if len(f.Other) > 64 || f.DecidedBy == decidedByModel && f.Band != enrol.BandMatch {
		return badField("face")
	}
	return nil
}

// decidedByModel is who decided where the band did.
const decidedByModel = "auto"

// hexSum is a SHA-256 as a manifest writes it.
var hexSum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checkPolicy runs what needs the database, by the rules that held when staff
// decided. It answers the id of the credential that the case spends.
func (s *Service) checkPolicy(t *db.Tx, p parcel) (string, error) {
	c := p.Case
	if err := s.checkStaff(t, c); err != nil {
		return "", err
	}
	id, err := s.checkCredential(t, c)
	if err != nil || c.State == enrol.StateRejected {
		return id, err
	}
	rec, err := t.Resident(c.Resident.NIK)
	if err != nil {
		return "", err // CodeNotFound: nobody of that number
	}
	if err := s.checkRules(t, c, rec); err != nil {
		return "", err
	}
	settings, err := settingsAt(t, c.Outlet, c.DecidedAt)
	if err != nil {
		return "", err
	}
	if err := anyOf(settings, func(o enrol.Settings) error { return enrol.CheckFace(c.Face, o) }); err != nil {
		return "", err
	}
	return id, s.checkDuplicate(t, c)
}

// checkStaff knows the operator, and the supervisor of an override, at the time.
func (s *Service) checkStaff(t *db.Tx, c enrol.Case) error {
	staff, err := t.Staff(c.Outlet)
	if err != nil {
		return err
	}
	inForce := func(id string, at time.Time) (db.Staff, bool) {
		for _, m := range staff {
			if m.ID == id {
				return m, m.RevokedAt.IsZero() || at.Before(m.RevokedAt)
			}
		}
		return db.Staff{}, false
	}
	if _, ok := inForce(c.Operator, c.DecidedAt); !ok {
		return enrol.NewError(enrol.CodeRevoked, "check operator")
	}
	settings, err := settingsAt(t, c.Outlet, c.DecidedAt)
	if err != nil {
		return err
	}
	return anyOf(settings, func(outlet enrol.Settings) error {
		for _, o := range overrides(c) {
			by, ok := inForce(o.By, o.At)
			// A picture that won't do, and faces that differ, are staff's own exceptions, unless the outlet reserves them.
			own := (o.Code == enrol.CodePoorPicture || o.Code == enrol.CodeFaceDiffers) && !outlet.ExceptionBySupervisor
			switch {
			case !ok || by.Role != enrol.RoleSupervisor && !own:
				return enrol.NewError(enrol.CodeForbidden, "check override")
			case o.Reason == "":
				return enrol.NewError(enrol.CodeReason, "check override")
			}
		}
		return nil
	})
}

// overrides are all leaves that supervisors gave, the last one first.
func overrides(c enrol.Case) []enrol.Override {
	if c.Override == nil {
		return c.Overrides
	}
	return append([]enrol.Override{*c.Override}, c.Overrides...)
}

// checkCredential verifies the QR again, as of the time when the case was opened.
func (s *Service) checkCredential(t *db.Tx, c enrol.Case) (string, error) {
	if c.Credential == nil {
		return "", nil
	}
	keys, err := s.keysOf(t, c.OpenedAt)
	if err != nil {
		return "", err
	}
	got, err := credential.NewVerifier(keys, credential.Options{}).Verify(c.Credential.Text, c.OpenedAt)
	if err != nil {
		return "", err
	}
	if got.ID != c.Credential.ID || got.Resident.NIK != c.Resident.NIK {
		return "", enrol.NewError(enrol.CodeRefused, "check credential").With("why", "crossed")
	}
	return got.ID, nil
}

// checkRules applies age, phase and documents to the register's own record: what the
// counter was told may have been wrong.
func (s *Service) checkRules(t *db.Tx, c enrol.Case, rec db.Resident) error {
	phases, err := t.Phases(c.Outlet)
	if err != nil {
		return err
	}
	rules, err := s.rulesAt(t, c.Outlet, c.DecidedAt)
	if err != nil {
		return err
	}
	if c.First, err = first(t, c); err != nil {
		return err
	}
	given := c.Resident.Email // decides, not the register, whether a change leads to a code
	c.Resident = resident(rec)
	c.Resident.Email = given
	return anyOf(rules, func(r enrol.Rules) error { return c.Check(phases, r, c.DecidedAt.In(s.opts.Zone)) })
}

// first tells whether a reactivation is about an identity that was never activated here:
// then phase and day count as for a new one, or everybody could walk around them with that
// word. Who was activated before this registry began to count comes by a supervisor's leave.
func first(t *db.Tx, c enrol.Case) (bool, error) {
	if c.Kind != enrol.KindReactivate {
		return false, nil
	}
	a, err := t.Account(c.Resident.NIK)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return false, err
	}
	return a.State == enrol.AccountUnknown, nil
}

// configRules is where an administrator's rules are kept.
const configRules = "rules"

// rules are those that an administrator set, or the domain's.
func (s *Service) rules(t *db.Tx) (enrol.Rules, error) {
	rules := enrol.Rules{}
	set, err := t.Config(configRules, &rules)
	if err != nil || set {
		return rules, err
	}
	return enrol.DefaultRules(), nil
}

// checkDuplicate refuses a second activation on one day, and a first activation of an
// identity that is active. A phone that was lost on the same day is no duplicate, and a
// change of data leaves an active identity as it is.
func (s *Service) checkDuplicate(t *db.Tx, c enrol.Case) error {
	if !c.Activates() {
		return nil
	}
	a, err := t.Account(c.Resident.NIK)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return err
	}
	c.First = c.Kind == enrol.KindReactivate && a.State == enrol.AccountUnknown
	active := a.State == enrol.AccountActive
	if c.OnceADay() && !(active && c.Kind == enrol.KindChange) {
		from := s.midnight(c.DecidedAt)
		twice, err := t.ApprovedBetween(c.Resident.NIK, from, from.AddDate(0, 0, 1))
		if err != nil {
			return err
		}
		if twice && !c.Overridden(enrol.CodeDuplicate) {
			return enrol.NewError(enrol.CodeDuplicate, "check case")
		}
	}
	if active && (c.Kind == enrol.KindNew || c.Kind == enrol.KindFirstCard) {
		return enrol.NewError(enrol.CodeActive, "check case")
	}
	return nil
}

// midnight is when the day of t began, in the registry's zone.
func (s *Service) midnight(t time.Time) time.Time {
	t = t.In(s.opts.Zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, s.opts.Zone)
}
