package packet

import (
	"crypto/sha256"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

// The versions of the layout below. A field may be added without a new one; what a
// reader of this version would misunderstand needs a new one.
const (
	inline  = 1 // the selfie is a field; read, no longer written
	version = 2 // the selfie lies behind the signed part, which has its digest
	paged   = 3 // behind the selfie lie sealed pages, whose sizes and digests are signed; written where there are any
)

// wire is a case as it is signed. Numbered keys instead of the domain's names keep it
// small, and keep a renamed field in enrol from changing what was signed.
type wire struct {
	Version    uint       `cbor:"0,keyasint"`
	ID         string     `cbor:"1,keyasint"`
	Kind       string     `cbor:"2,keyasint"`
	State      string     `cbor:"3,keyasint"`
	Resident   resident   `cbor:"4,keyasint"`
	Typed      bool       `cbor:"5,keyasint,omitempty"`
	Credential *qr        `cbor:"6,keyasint,omitempty"`
	Documents  []string   `cbor:"7,keyasint,omitempty"`
	ConsentAt  int64      `cbor:"8,keyasint,omitempty"`
	ConsentBy  string     `cbor:"9,keyasint,omitempty"`
	Selfie     []byte     `cbor:"10,keyasint,omitempty"` // version 1
	Face       *face      `cbor:"11,keyasint,omitempty"`
	Reason     string     `cbor:"12,keyasint,omitempty"`
	Note       string     `cbor:"13,keyasint,omitempty"`
	Override   *override  `cbor:"14,keyasint,omitempty"`
	Operator   string     `cbor:"15,keyasint"`
	Outlet     string     `cbor:"16,keyasint"`
	Device     string     `cbor:"17,keyasint"`
	OpenedAt   int64      `cbor:"18,keyasint,omitempty"`
	Steps      []wireStep `cbor:"19,keyasint,omitempty"`
	DecidedAt  int64      `cbor:"20,keyasint,omitempty"`
	Overrides  []override `cbor:"21,keyasint,omitempty"` // those before Override
	Digest     []byte     `cbor:"22,keyasint,omitempty"` // SHA-256 of the selfie, where there is one
	Purpose    string     `cbor:"23,keyasint,omitempty"`

	// Training is in the signed body, so that a packet of a training that came here by
	// some other way than Seal, which makes none, is refused and can't be told otherwise.
	Training    bool   `cbor:"30,keyasint,omitempty"`
	ConsentText string `cbor:"31,keyasint,omitempty"`
	Card        []byte `cbor:"40,keyasint,omitempty"` // portrait of the KTP-el, where it was the reference
	Pages       []page `cbor:"41,keyasint,omitempty"` // version 3
}

// page is what is signed of a photographed page.
type page struct {
	_        struct{} `cbor:",toarray"`
	Document string
	Size     int
	Digest   []byte // SHA-256
	sealed   []byte // what lies behind the signed part
}

type resident struct {
	NIK      string `cbor:"1,keyasint"`
	Name     string `cbor:"2,keyasint,omitempty"`
	Birth    string `cbor:"3,keyasint,omitempty"` // YYYY-MM-DD
	Sex      uint8  `cbor:"4,keyasint,omitempty"`
	Married  bool   `cbor:"5,keyasint,omitempty"`
	Email    string `cbor:"6,keyasint,omitempty"`
	Phone    string `cbor:"7,keyasint,omitempty"`
	Category string `cbor:"8,keyasint,omitempty"`
}

// qr carries the QR's text alone: whatever else a Credential says follows from it,
// and only what the registry reads from its own signature counts there.
type qr struct {
	ID    string `cbor:"1,keyasint"`
	KeyID string `cbor:"2,keyasint"`
	Text  string `cbor:"3,keyasint"`
}

type face struct {
	Method    string  `cbor:"1,keyasint"`
	Score     float64 `cbor:"2,keyasint,omitempty"`
	Threshold float64 `cbor:"3,keyasint,omitempty"`
	Band      string  `cbor:"4,keyasint,omitempty"`
	Model     string  `cbor:"5,keyasint,omitempty"`
	SHA256    string  `cbor:"6,keyasint,omitempty"`
	DecidedBy string  `cbor:"7,keyasint,omitempty"`
	Detector  string  `cbor:"8,keyasint,omitempty"`

	Other string `cbor:"11,keyasint,omitempty"`

	Quality  *quality  `cbor:"9,keyasint,omitempty"`
	Liveness *liveness `cbor:"10,keyasint,omitempty"`
}

type quality struct {
	_                                                                     struct{} `cbor:",toarray"`
	Score, Eyes, Luminance, Under, Over, Uniform, Sharp, Yaw, Pitch, Roll float64
}

type liveness struct {
	Passive float64 `cbor:"1,keyasint,omitempty"`
	Models  string  `cbor:"2,keyasint,omitempty"`
	Turn    string  `cbor:"3,keyasint,omitempty"`
	Limit   float64 `cbor:"4,keyasint,omitempty"`
}

func toFace(f enrol.FaceResult) *face {
	out := &face{Method: string(f.Method), Score: f.Score, Threshold: f.Threshold, Band: string(f.Band),
		Model: f.Model, SHA256: f.SHA256, DecidedBy: f.DecidedBy, Detector: f.Detector, Other: f.Other}
	if q := f.Quality; q != (enrol.Quality{}) {
		out.Quality = &quality{Score: q.Score, Eyes: q.InterEyeDistance, Luminance: q.Luminance, Under: q.UnderExposure, Over: q.OverExposure,
			Uniform: q.Uniformity, Sharp: q.Sharpness, Yaw: q.Yaw, Pitch: q.Pitch, Roll: q.Roll}
	}
	if l := f.Liveness; l != (enrol.Liveness{}) {
		out.Liveness = &liveness{Passive: l.Passive, Limit: l.Limit, Models: l.Models, Turn: string(l.Turn)}
	}
	return out
}

func (f *face) toFace() enrol.FaceResult {
	out := enrol.FaceResult{Method: enrol.Method(f.Method), Score: f.Score, Threshold: f.Threshold,
		Band: enrol.Band(f.Band), Model: f.Model, SHA256: f.SHA256, DecidedBy: f.DecidedBy, Detector: f.Detector, Other: f.Other}
	if q := f.Quality; q != nil {
		out.Quality = enrol.Quality{Score: q.Score, InterEyeDistance: q.Eyes, Luminance: q.Luminance, UnderExposure: q.Under, OverExposure: q.Over,
			Uniformity: q.Uniform, Sharpness: q.Sharp, Yaw: q.Yaw, Pitch: q.Pitch, Roll: q.Roll}
	}
	if l := f.Liveness; l != nil {
		out.Liveness = enrol.Liveness{Passive: l.Passive, Limit: l.Limit, Models: l.Models, Turn: enrol.Turn(l.Turn)}
	}
	return out
}

type override struct {
	Code   string `cbor:"1,keyasint"`
	By     string `cbor:"2,keyasint"`
	Reason string `cbor:"3,keyasint"`
	At     int64  `cbor:"4,keyasint"`
}

func toOverride(o enrol.Override) override {
	return override{Code: string(o.Code), By: o.By, Reason: o.Reason, At: micros(o.At)}
}

func (o override) toOverride() enrol.Override {
	return enrol.Override{Code: enrol.Code(o.Code), By: o.By, Reason: o.Reason, At: at(o.At)}
}

type wireStep struct {
	_     struct{} `cbor:",toarray"`
	State string
	At    int64
}

// Times are microseconds since 1970, 0 for none: the order of steps within a
// millisecond survives, zones do not.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func at(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// strict refuses what has two readings: duplicate keys, indefinite lengths, tags.
var strict = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  6,
		MaxMapPairs:      64,
		MaxArrayElements: 256,
	}.DecMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

var deterministic = func() cbor.EncMode {
	m, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

// digest stands for the selfie in what is signed. A signature reads its text twice, and
// slower than SHA-256 does once.
func digest(selfie []byte) []byte {
	if len(selfie) == 0 {
		return nil
	}
	sum := sha256.Sum256(selfie)
	return sum[:]
}

func toWire(c enrol.Case) wire {
	w := wire{
		Version: version, ID: c.ID, Kind: string(c.Kind), Purpose: string(c.Purpose), State: string(c.State), Resident: toResident(c.Resident),
		Typed: c.Typed, ConsentAt: micros(c.ConsentAt), ConsentBy: c.ConsentBy, Digest: digest(c.Selfie), Card: c.Card,
		Reason: string(c.Reason), Note: c.Note, Operator: c.Operator, Outlet: c.Outlet, Device: c.Device,
		OpenedAt: micros(c.OpenedAt), DecidedAt: micros(c.DecidedAt), Training: c.Training, ConsentText: c.ConsentText,
	}
	if k := c.Credential; k != nil {
		w.Credential = &qr{ID: k.ID, KeyID: k.KeyID, Text: k.Text}
	}
	if f := c.Face; f != (enrol.FaceResult{}) {
		w.Face = toFace(f)
	}
	if o := c.Override; o != nil {
		leave := toOverride(*o)
		w.Override = &leave
	}
	for _, o := range c.Overrides {
		w.Overrides = append(w.Overrides, toOverride(o))
	}
	for _, d := range c.Documents {
		w.Documents = append(w.Documents, string(d))
	}
	for _, p := range c.Pages {
		w.Version = paged
		w.Pages = append(w.Pages, page{Document: string(p.Document), Size: p.Size, Digest: p.Digest})
	}
	for _, s := range c.Steps {
		w.Steps = append(w.Steps, wireStep{State: string(s.State), At: micros(s.At)})
	}
	return w
}

func toResident(r enrol.Resident) resident {
	out := resident{NIK: string(r.NIK), Name: r.Name, Sex: uint8(r.Sex), Married: r.Married,
		Email: string(r.Email), Phone: string(r.Phone), Category: string(r.Category)}
	if !r.Birth.IsZero() {
		out.Birth = r.Birth.Format(time.DateOnly)
	}
	return out
}

func (w wire) toCase() (enrol.Case, error) {
	r, err := w.Resident.toResident()
	if err != nil {
		return enrol.Case{}, err
	}
	c := enrol.Case{
		ID: w.ID, Kind: enrol.Kind(w.Kind), Purpose: enrol.Purpose(w.Purpose), State: enrol.State(w.State), Resident: r,
		Typed: w.Typed, ConsentAt: at(w.ConsentAt), ConsentBy: w.ConsentBy, Selfie: w.Selfie, Card: w.Card,
		Reason: enrol.Reason(w.Reason), Note: w.Note, Operator: w.Operator, Outlet: w.Outlet, Device: w.Device,
		OpenedAt: at(w.OpenedAt), DecidedAt: at(w.DecidedAt), Training: w.Training, ConsentText: w.ConsentText,
	}
	if k := w.Credential; k != nil {
		c.Credential = &enrol.Credential{ID: k.ID, KeyID: k.KeyID, Text: k.Text}
	}
	if f := w.Face; f != nil {
		c.Face = f.toFace()
	}
	if o := w.Override; o != nil {
		leave := o.toOverride()
		c.Override = &leave
	}
	for _, o := range w.Overrides {
		c.Overrides = append(c.Overrides, o.toOverride())
	}
	for _, d := range w.Documents {
		c.Documents = append(c.Documents, enrol.Document(d))
	}
	for _, p := range w.Pages {
		c.Pages = append(c.Pages, enrol.Page{Document: enrol.Document(p.Document), Size: p.Size, Digest: p.Digest, Sealed: p.sealed})
	}
	for _, s := range w.Steps {
		c.Steps = append(c.Steps, enrol.Step{State: enrol.State(s.State), At: at(s.At)})
	}
	return c, nil
}

func (r resident) toResident() (enrol.Resident, error) {
	out := enrol.Resident{NIK: enrol.NIK(r.NIK), Name: r.Name, Sex: enrol.Sex(r.Sex), Married: r.Married,
		Email: enrol.Email(r.Email), Phone: enrol.Phone(r.Phone), Category: enrol.Category(r.Category)}
	if _, err := enrol.ParseNIK(r.NIK); err != nil {
		return enrol.Resident{}, err
	}
	if r.Birth != "" {
		t, err := time.Parse(time.DateOnly, r.Birth)
		if err != nil {
			return enrol.Resident{}, errForm // the parser's own text would quote the date
		}
		out.Birth = t
	}
	return out, nil
}
