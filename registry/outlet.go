package registry

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/ca"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// enrolLife is how long an enrolment code can be used.
const enrolLife = 24 * time.Hour

// NewEnrolCode makes a one-time code with which one PC becomes a device of an outlet.
// CodeNotFound for an unknown outlet.
func (s *Service) NewEnrolCode(ctx context.Context, outlet, name string) (api.EnrolCode, error) {
	return s.newEnrolCode(ctx, db.EnrolCode{Outlet: outlet, Name: name}, nil)
}

// newEnrolCode makes one; record stands in its transaction.
func (s *Service) newEnrolCode(ctx context.Context, c db.EnrolCode, record func(*db.Tx) error) (api.EnrolCode, error) {
	code, err := api.NewEnrolCode(rand.Reader, s.secrets.CA.DER())
	if err != nil {
		return api.EnrolCode{}, err
	}
	c.MAC, c.Expires = code.Digest(), s.now().Add(enrolLife)
	err = s.db.Update(ctx, func(t *db.Tx) error {
		if _, err := t.Outlet(c.Outlet); err != nil {
			return err
		}
		if c.Replaces != "" {
			if old, err := t.Device(c.Replaces); err != nil || old.Outlet != c.Outlet || old.ReplacedBy != "" {
				return badField("replaces")
			}
		}
		if record != nil {
			if err := record(t); err != nil {
				return err
			}
		}
		return t.AddEnrolCode(c)
	})
	return code, err
}

// Enrol makes a PC a device. A code that is wrong, used or expired is CodeEnrolCode.
// The same code with the same signing key is answered again: the first answer may
// have been lost on the way.
func (s *Service) Enrol(ctx context.Context, r api.EnrolRequest) (api.EnrolResponse, error) {
	code, err := api.ParseEnrolCode(r.Code)
	if err != nil {
		return api.EnrolResponse{}, err
	}
	if len(r.SigningKey) != ed25519.PublicKeySize || credential.CheckKey(r.SigningKey) != nil || len(r.Name) > 200 {
		return api.EnrolResponse{}, badField("signing_key")
	}
	if err := ca.CheckRequest(r.CSR); err != nil { // before the code is spent
		return api.EnrolResponse{}, enrol.WrapError(enrol.CodeField, "enrol device", err)
	}
	var d db.Device
	err = s.db.Update(ctx, func(t *db.Tx) (err error) {
		d, err = s.enrol(t, code, r)
		return err
	})
	if err != nil {
		return api.EnrolResponse{}, err
	}
	cert, err := s.secrets.CA.Device(r.CSR, d.ID, s.now())
	if err != nil {
		return api.EnrolResponse{}, enrol.WrapError(enrol.CodeField, "enrol device", err)
	}
	s.log.Info("device enrolled", "device", d.ID, "outlet", d.Outlet)
	return api.EnrolResponse{Device: d.ID, Outlet: d.Outlet, Certificate: cert, CA: s.secrets.CA.CertificatePEM(), Recipient: s.secrets.Recipient()}, nil
}

func (s *Service) enrol(t *db.Tx, code api.EnrolCode, r api.EnrolRequest) (db.Device, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return db.Device{}, err
	}
	now := s.now()
	used, by, err := t.UseEnrolCode(code.Digest(), id.String(), now)
	if err != nil {
		return db.Device{}, err
	}
	if by != id.String() {
		d, err := t.Device(by)
		if err != nil || !bytes.Equal(d.SigningKey, r.SigningKey) || !d.Ended().IsZero() {
			return db.Device{}, enrol.NewError(enrol.CodeEnrolCode, "enrol device")
		}
		return d, nil
	}
	d := db.Device{ID: by, Outlet: used.Outlet, Name: used.Name, SigningKey: r.SigningKey, Enrolled: now, Seen: now}
	if d.Name == "" {
		d.Name = strings.ToValidUTF8(strings.ReplaceAll(r.Name, "\x00", ""), "")
	}
	if err := t.AddDevice(d); err != nil || used.Replaces == "" {
		return d, err
	}
	old, err := t.Device(used.Replaces)
	if err != nil || old.ReplacedBy != "" { // somebody was quicker with another PC
		return d, err
	}
	if err := t.ReplaceDevice(old.ID, d.ID, now); enrol.CodeOf(err) != enrol.CodeNotFound { // at this very moment
		return d, err
	}
	return d, nil
}

// seenEvery is how exact the time of a device's last report is kept.
const seenEvery = time.Minute

// Device answers a device that may report: CodeRevoked for one that may not any more, whose
// place another took, or that nobody knows.
func (s *Service) Device(ctx context.Context, id string) (db.Device, error) {
	var d db.Device
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		d, err = t.Device(id)
		return err
	})
	if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && !d.Ended().IsZero() {
		return d, enrol.NewError(enrol.CodeRevoked, "check device")
	}
	if err != nil || s.now().Sub(d.Seen) < seenEvery {
		return d, err
	}
	return d, s.db.Update(ctx, func(t *db.Tx) error { return t.SeeDevice(id, s.now()) })
}

// Devices lists an outlet's devices ("": all).
func (s *Service) Devices(ctx context.Context, outlet string) (list []db.Device, err error) {
	err = s.db.View(ctx, func(t *db.Tx) error {
		list, err = t.Devices(outlet)
		return err
	})
	return list, err
}

// RevokeDevice ends a device's right to report, at once on every instance.
func (s *Service) RevokeDevice(ctx context.Context, id string) error {
	return s.db.Update(ctx, func(t *db.Tx) error { return t.RevokeDevice(id, s.now()) })
}

// RenewDevice signs a new certificate for a device.
func (s *Service) RenewDevice(_ context.Context, d db.Device, r api.RenewRequest) (api.RenewResponse, error) {
	cert, err := s.secrets.CA.Device(r.CSR, d.ID, s.now())
	if err != nil {
		return api.RenewResponse{}, enrol.WrapError(enrol.CodeField, "renew certificate", err)
	}
	return api.RenewResponse{Certificate: cert, CA: s.secrets.CA.CertificatePEM()}, nil
}

// RenewLapsed signs a new certificate for a device whose own ran out while it was off line.
// The key of the old one proves which device it is. CodeNotEnrolled for a certificate that is
// none of ours, or after the grace, CodeField for a wrong proof, CodeRevoked for a device that
// may not report any more.
func (s *Service) RenewLapsed(ctx context.Context, r api.LapsedRequest) (api.RenewResponse, error) {
	id, key, until, err := s.secrets.CA.Lapsed(r.Certificate)
	if err != nil {
		return api.RenewResponse{}, enrol.WrapError(enrol.CodeNotEnrolled, "renew lapsed certificate", err)
	}
	if !ecdsa.VerifyASN1(key, api.LapsedDigest(r.CSR), r.Proof) {
		return api.RenewResponse{}, badField("proof")
	}
	if s.now().After(until.Add(api.LapsedGrace)) {
		return api.RenewResponse{}, enrol.NewError(enrol.CodeNotEnrolled, "renew lapsed certificate")
	}
	d, err := s.Device(ctx, id)
	if err != nil {
		return api.RenewResponse{}, err
	}
	out, err := s.RenewDevice(ctx, d, api.RenewRequest{CSR: r.CSR})
	if err != nil {
		return out, err
	}
	s.log.Info("lapsed certificate renewed", "device", d.ID, "outlet", d.Outlet)
	return out, s.db.Update(ctx, func(t *db.Tx) error { return s.deed(t, Admin{ID: "device"}, "device-lapsed", d.ID, "") })
}

// Token answers the QR behind the short token beneath it; behind one that a renewal
// replaced, the present one, as long as the replaced one would have held. One that is
// unknown is CodeNotFound, an expired one CodeQRExpired, a used one CodeQRUsed.
func (s *Service) Token(ctx context.Context, r api.TokenRequest) (api.TokenResponse, error) {
	token, ok := parseToken(r.Token)
	if !ok {
		return api.TokenResponse{}, enrol.NewError(enrol.CodeNotFound, "find token")
	}
	var row db.Registration
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		row, err = t.RegistrationByToken(token, s.now())
		return err
	})
	switch {
	case err != nil:
		return api.TokenResponse{}, err
	case row.CaseID != "":
		return api.TokenResponse{}, enrol.NewError(enrol.CodeQRUsed, "find token")
	case !s.now().Before(row.Expires):
		return api.TokenResponse{}, enrol.NewError(enrol.CodeQRExpired, "find token")
	}
	return api.TokenResponse{QR: row.QR}, nil
}

// Anchor deposits the head of a device's audit chain. Another hash at a place that is
// taken is CodeRefused: the chain was rewritten. That is kept for the office all the same.
func (s *Service) Anchor(ctx context.Context, d db.Device, r api.AnchorRequest) error {
	if raw, err := hex.DecodeString(r.Hash); err != nil || len(raw) != sha256.Size || r.Seq < 0 {
		return badField("hash")
	}
	kept := ""
	err := s.db.Update(ctx, func(t *db.Tx) (err error) {
		kept, err = t.AddAnchor(d.ID, r.Seq, r.Hash, s.now())
		return err
	})
	if err == nil && kept != r.Hash {
		return enrol.NewError(enrol.CodeRefused, "deposit anchor").With("why", "rewritten")
	}
	return err
}

// Paging of statuses. The overlap covers transactions that commit late and instances
// whose clocks differ: a status may come twice, but none is missed.
const (
	statusPage    = 2000
	statusOverlap = 30 * time.Second
)

// cursor is where an outlet's pull stands.
type cursor struct {
	Books string `json:"b"`           // digest of settings, staff, phases, rules and keys
	Since int64  `json:"s"`           // statuses and ticks from here on, microseconds
	After string `json:"a,omitempty"` // of those of that very moment, behind this case's id

	Rosters string `json:"r,omitempty"` // digest of those that are there
}

func readCursor(text string) (c cursor) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return cursor{} // from another version of ours: everything is sent again
	}
	return c
}

func (c cursor) String() string {
	raw, _ := json.Marshal(c) //nolint:errchkjson // a text and a number
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Pull answers what an outlet must know: the books where they changed since the
// cursor (then Full), and news about its cases.
func (s *Service) Pull(ctx context.Context, d db.Device, text string) (enrol.Pull, error) {
	return s.pull(ctx, d, readCursor(text), 1)
}

// pull answers so many pages of statuses at most.
func (s *Service) pull(ctx context.Context, d db.Device, at cursor, pages int) (enrol.Pull, error) {
	now := s.now()
	var out enrol.Pull
	err := s.db.View(ctx, func(t *db.Tx) error {
		books, err := s.books(t, d.Outlet)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(books)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		next := cursor{Books: hex.EncodeToString(sum[:8]), Since: now.Add(-statusOverlap).UnixMicro()}
		out = enrol.Pull{At: now}
		if next.Books != at.Books {
			out = books
			out.At, out.Full = now, true
		}
		if out.Statuses, err = statuses(t, d.Outlet, at, &next, pages); err != nil {
			return err
		}
		out.Roster, next.Rosters, err = s.rosterNews(t, d.Outlet, at)
		out.Cursor = next.String()
		return err
	})
	return out, err
}

// statuses reads the news of an outlet's cases since a cursor; where there are more, next
// goes on behind the last of them.
func statuses(t *db.Tx, outlet string, at cursor, next *cursor, pages int) (out []enrol.Status, err error) {
	since, after := at.Since, at.After
	for range pages {
		page, err := t.Statuses(outlet, time.UnixMicro(since), after, statusPage)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if len(page) < statusPage {
			return out, nil
		}
		last := page[len(page)-1]
		since, after = last.At.UnixMicro(), last.ID
	}
	next.Since, next.After = since, after
	return out, nil
}

// books are the parts of a pull that change seldom.
func (s *Service) books(t *db.Tx, outlet string) (enrol.Pull, error) {
	settings, err := t.Outlet(outlet)
	if err != nil {
		return enrol.Pull{}, err
	}
	staff, err := t.Staff(outlet)
	if err != nil {
		return enrol.Pull{}, err
	}
	settings.Opening = enrol.Opening{Count: OpeningBalance, Since: OpeningSince}
	settings.Pages = s.opts.Pages
	out := enrol.Pull{Settings: &settings, Recipient: s.secrets.Recipient()}
	for _, m := range staff {
		out.Staff = append(out.Staff, m.Staff)
	}
	if out.Phases, err = t.Phases(outlet); err != nil {
		return enrol.Pull{}, err
	}
	if out.Rules, err = s.rules(t); err != nil {
		return enrol.Pull{}, err
	}
	if out.Keys, err = s.outletKeys(t); err != nil {
		return enrol.Pull{}, err
	}
	today := s.now().In(s.opts.Zone)
	for _, p := range out.Phases {
		if p.Open(outlet, today) {
			settings.Categories = append(settings.Categories, p.Category)
		}
	}
	return out, err
}
