package credential

import (
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

// Version of the profile that this package writes, and the newest that it reads.
const Version = 1

// use says what a credential is for, so that one kind can never pass for another.
type use uint

const (
	useActivation use = 1
	useDisplay    use = 2 // shows who somebody is; opens no case
)

// claims is the CWT claims set. Keys up to 8 are RFC 8392's, 169 is identity-data in
// the IANA registry of CWT claims; keys below -65536 are for private use there.
type claims struct {
	Issuer    string    `cbor:"1,keyasint,omitempty"`
	Expires   int64     `cbor:"4,keyasint"`
	NotBefore int64     `cbor:"5,keyasint"`
	IssuedAt  int64     `cbor:"6,keyasint"`
	ID        []byte    `cbor:"7,keyasint"` // cti: the single-use id
	Identity  identity  `cbor:"169,keyasint"`
	Version   uint      `cbor:"-65537,keyasint"`
	Use       use       `cbor:"-65538,keyasint"`
	Kind      string    `cbor:"-65539,keyasint,omitempty"`
	Category  string    `cbor:"-65540,keyasint,omitempty"`
	Consent   int64     `cbor:"-65541,keyasint,omitempty"`
	Template  *template `cbor:"-65542,keyasint,omitempty"`
	Subject   []byte    `cbor:"-65543,keyasint,omitempty"` // of a display QR, readable for the registry alone
}

// profile is the part of the claims that every version of the profile keeps.
type profile struct {
	Version uint `cbor:"-65537,keyasint"`
	Use     use  `cbor:"-65538,keyasint"`
}

// identity is claim 169 (MOSIP 169 QR code specification, version 1.1), the
// attributes that a counter needs.
type identity struct {
	ID      string `cbor:"1,keyasint"` // NIK; of a display QR with hidden digits
	Name    string `cbor:"4,keyasint,omitempty"`
	Birth   string `cbor:"8,keyasint,omitempty"` // YYYYMMDD
	Gender  uint   `cbor:"9,keyasint,omitempty"` // 1 male, 2 female, 3 other
	Email   string `cbor:"11,keyasint,omitempty"`
	Phone   string `cbor:"12,keyasint,omitempty"` // international: +62…
	Marital uint   `cbor:"14,keyasint,omitempty"` // 1 unmarried, 2 married, 3 divorced
}

// template is the quantised face reference with the id of the model that made it.
type template struct {
	_     struct{} `cbor:",toarray"`
	Model string
	Data  []byte
}

// The bounds of what a template may hold.
const (
	maxTemplate = 128
	maxModel    = 64
	maxSubject  = 96
)

var errField = errors.New("a claim that cannot be")

// strict is CBOR as RFC 8949 section 4.2 wants it as far as a decoder can ask: no
// duplicate keys, no indefinite lengths, no tags, valid UTF-8, bounded depth.
var strict = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  4,
		MaxMapPairs:      64,
		MaxArrayElements: 16,
	}.DecMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

// deterministic is RFC 8949 section 4.2.1: the same credential is the same bytes.
var deterministic = func() cbor.EncMode {
	m, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

// toClaims checks what a credential must have before anybody signs it.
func toClaims(c enrol.Credential, u use) (claims, error) {
	id, err := hex.DecodeString(c.ID)
	if err != nil || len(id) < 8 || len(id) > 32 {
		return claims{}, enrol.NewError(enrol.CodeField, "issue credential").With("field", "id")
	}
	if c.IssuedAt.IsZero() || !c.Expires.After(c.IssuedAt) {
		return claims{}, enrol.NewError(enrol.CodeField, "issue credential").With("field", "expires")
	}
	if c.NotBefore.IsZero() {
		c.NotBefore = c.IssuedAt
	}
	if _, err := enrol.ParseNIK(string(c.Resident.NIK)); err != nil {
		return claims{}, err
	}
	out := claims{
		Issuer: c.Issuer, Expires: c.Expires.Unix(), NotBefore: c.NotBefore.Unix(), IssuedAt: c.IssuedAt.Unix(),
		ID: id, Identity: toIdentity(c.Resident), Version: Version, Use: u,
		Kind: string(c.Kind), Category: string(c.Resident.Category),
	}
	if u == useDisplay {
		out.show(c)
		return out, out.issuable()
	}
	if !c.ConsentAt.IsZero() {
		out.Consent = c.ConsentAt.Unix()
	}
	if t := c.Template; t != nil {
		if len(t.Data) == 0 || len(t.Data) > maxTemplate || t.Model == "" || len(t.Model) > maxModel {
			return claims{}, enrol.NewError(enrol.CodeField, "issue credential").With("field", "template")
		}
		out.Template = &template{Model: t.Model, Data: t.Data}
	}
	return out, out.issuable()
}

// issuable refuses what no verifier would take.
func (c claims) issuable() error {
	if _, err := c.credential(); err != nil || !c.known() {
		return enrol.NewError(enrol.CodeField, "issue credential").With("field", "resident")
	}
	return nil
}

func toIdentity(r enrol.Resident) identity {
	out := identity{ID: string(r.NIK), Name: r.Name, Gender: uint(r.Sex), Email: string(r.Email)}
	if !r.Birth.IsZero() {
		out.Birth = r.Birth.Format("20060102")
	}
	if rest, ok := strings.CutPrefix(string(r.Phone), "0"); ok {
		out.Phone = "+62" + rest
	}
	if r.Married {
		out.Marital = 2
	}
	return out
}

// credential turns verified claims into the domain's type; the caller adds key id
// and text.
func (c claims) credential() (enrol.Credential, error) {
	r, err := c.Identity.resident(c.Use)
	if err != nil || len(c.Subject) > maxSubject {
		return enrol.Credential{}, errField
	}
	if len(c.ID) < 8 || len(c.ID) > 32 || c.IssuedAt <= 0 || c.Expires <= c.IssuedAt {
		return enrol.Credential{}, errField
	}
	r.Category = enrol.Category(c.Category)
	out := enrol.Credential{
		ID: hex.EncodeToString(c.ID), Issuer: c.Issuer, Resident: r, Kind: enrol.Kind(c.Kind),
		IssuedAt: time.Unix(c.IssuedAt, 0).UTC(), Expires: time.Unix(c.Expires, 0).UTC(),
		NotBefore: time.Unix(c.NotBefore, 0).UTC(), Subject: c.Subject,
	}
	if c.NotBefore == 0 {
		out.NotBefore = out.IssuedAt
	}
	if out.Kind == "" {
		out.Kind = enrol.KindNew
	}
	if c.Consent != 0 {
		out.ConsentAt = time.Unix(c.Consent, 0).UTC()
	}
	if t := c.Template; t != nil {
		if len(t.Data) == 0 || len(t.Data) > maxTemplate || t.Model == "" || len(t.Model) > maxModel {
			return enrol.Credential{}, errField
		}
		out.Template = &enrol.FaceTemplate{Model: t.Model, Data: t.Data}
	}
	return out, nil
}

// resident reads claim 169. Divorced counts as married: who was married once may
// have a KTP-el before 17 (UU 23/2006, article 63).
func (i identity) resident(u use) (enrol.Resident, error) {
	n, err := i.nik(u)
	if err != nil {
		return enrol.Resident{}, errField
	}
	out := enrol.Resident{NIK: n, Name: i.Name, Married: i.Marital == 2 || i.Marital == 3}
	if i.Gender == 1 || i.Gender == 2 {
		out.Sex = enrol.Sex(i.Gender)
	}
	if i.Birth != "" {
		if out.Birth, err = time.Parse("20060102", i.Birth); err != nil {
			return enrol.Resident{}, errField
		}
	}
	if i.Email != "" {
		if out.Email, err = enrol.ParseEmail(i.Email); err != nil {
			return enrol.Resident{}, errField
		}
	}
	if i.Phone != "" {
		if out.Phone, err = enrol.ParsePhone(i.Phone); err != nil {
			return enrol.Resident{}, errField
		}
	}
	return out, nil
}

// known tells whether this version of the program understands what the claims ask
// for; a kind or category from the future is a newer profile, not damage.
func (c claims) known() bool {
	switch enrol.Category(c.Category) {
	case "", enrol.CategoryASN, enrol.CategoryStudent, enrol.CategoryPublic:
	default:
		return false
	}
	switch enrol.Kind(c.Kind) {
	case "", enrol.KindNew, enrol.KindReactivate, enrol.KindChange, enrol.KindFirstCard, enrol.KindCard:
		return true
	}
	return false
}
