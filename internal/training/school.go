package training

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// Who logs in to practise. The PIN guards nothing and is shown on the screen.
const (
	StaffID = "latihan"
	PIN     = "123456"
	Outlet  = "latihan"
)

// The bad days; "" is a good one.
const (
	LessonLine  = "line"  // the registry can't be reached
	LessonDark  = "dark"  // somebody has turned off the light
	LessonPhone = "phone" // the next resident has no phone
)

// qrLife is how long an invented QR holds.
const qrLife = 2 * time.Hour

// School is one training. Its methods may be called from any goroutine.
type School struct {
	now    func() time.Time
	key    ed25519.PrivateKey
	kid    string
	lesson atomic.Pointer[string]
	next   atomic.Int64
}

// New makes one, with a key that no registry knows and that ends with the program.
func New(now func() time.Time) (*School, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the training's key: %w", err)
	}
	s := &School{now: now, key: key, kid: "latihan-" + hex.EncodeToString(key.Public().(ed25519.PublicKey)[:4])}
	s.Begin("")
	return s, nil
}

// Pull is what the training's database has instead of a registry's news.
func (s *School) Pull() enrol.Pull {
	now := s.now()
	return enrol.Pull{Cursor: "latihan", Full: true, At: now,
		Settings: &enrol.Settings{Outlet: Outlet, OutletName: "Latihan", Region: "3276"},
		Staff: []enrol.Staff{{ID: StaffID, Name: "Petugas Latihan", Role: enrol.RoleSupervisor,
			Verifier: phc.HashPIN(PIN)}},
		Keys: []enrol.VerifyKey{{ID: s.kid, Public: s.key.Public().(ed25519.PublicKey), NotBefore: now.Add(-time.Hour)}},
	}
}

// Begin changes to another kind of day.
func (s *School) Begin(lesson string) { s.lesson.Store(&lesson) }

func (s *School) is(lesson string) bool { return *s.lesson.Load() == lesson }

// QR is what the next resident's phone shows; "" where she has none with her.
func (s *School) QR(context.Context) (string, error) {
	if s.is(LessonPhone) {
		return "", nil
	}
	all := Residents()
	r := all[int(s.next.Add(1)-1)%len(all)]
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails since Go 1.24
	now := s.now()
	return credential.Issue(s.key, s.kid, enrol.Credential{ID: hex.EncodeToString(id[:]), Issuer: "latihan", IssuedAt: now,
		Expires: now.Add(qrLife), Resident: r, Kind: enrol.KindNew, ConsentAt: now})
}

// Link is the line as this day has it: none to a registry, ever.
func (s *School) Link() enrol.Link {
	if s.is(LessonLine) {
		return enrol.Link{LastError: enrol.CodeOffline, Since: s.now().Add(-12 * time.Minute)}
	}
	return enrol.Link{LastError: enrol.CodeTraining}
}

// Dim is what a camera gives, and in the dark what it gives then.
func (s *School) Dim(src lane.Frames) lane.Frames {
	return &dimmed{src: src, on: func() bool { return s.is(LessonDark) }}
}
