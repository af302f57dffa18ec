package training

import (
	"context"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
)

var now = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func mustSchool(t *testing.T) *School {
	t.Helper()
	s, err := New(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every invented resident passes the checks of a real one, and is nobody.
func TestResidentsAreNobody(t *testing.T) {
	seen := map[enrol.NIK]bool{}
	for _, r := range append(Residents(), NoPhone) {
		if _, err := enrol.ParseNIK(string(r.NIK)); err != nil || seen[r.NIK] || !strings.HasPrefix(string(r.NIK), "327600") {
			t.Errorf("%v: %v, or twice, or of a region that exists", r.NIK, err)
		}
		seen[r.NIK] = true
		if err := enrol.CheckAge(r, now); err != nil || len(r.NIK.Warnings(r.Birth, r.Sex, "3276")) > 0 {
			t.Errorf("%v: %v", r.NIK, err)
		}
		if r.Email != "" && !strings.HasSuffix(string(r.Email), ".example") {
			t.Errorf("%v: an address that may be somebody's", r.NIK)
		}
	}
}

// A QR of one training is good in it, and foreign to every other counter.
func TestQRIsGoodHereAlone(t *testing.T) {
	s, other := mustSchool(t), mustSchool(t)
	text, err := s.QR(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	c, err := credential.NewVerifier(s.Pull().Keys, credential.Options{}).Verify(text, now)
	if err != nil || c.Resident.NIK != Residents()[0].NIK || c.ConsentAt.IsZero() {
		t.Errorf("%v, %v", c, err)
	}
	if _, err = credential.NewVerifier(other.Pull().Keys, credential.Options{}).Verify(text, now); enrol.CodeOf(err) != enrol.CodeQRUnknownKey {
		t.Errorf("elsewhere: %v", err)
	}
}

func TestLessons(t *testing.T) {
	s := mustSchool(t)
	for _, tt := range []struct {
		lesson string
		qr     bool
		link   enrol.Code
		light  uint8
	}{
		{"", true, enrol.CodeTraining, 200}, {LessonLine, true, enrol.CodeOffline, 200},
		{LessonDark, true, enrol.CodeTraining, 20}, {LessonPhone, false, enrol.CodeTraining, 200},
	} {
		s.Begin(tt.lesson)
		text, err := s.QR(context.Background())
		if err != nil || (text != "") != tt.qr {
			t.Errorf("%q: QR %v, %v", tt.lesson, text != "", err)
		}
		if l := s.Link(); l.Online || l.LastError != tt.link {
			t.Errorf("%q: link %+v", tt.lesson, l)
		}
		f, err := s.Dim(still{}).Next(context.Background())
		if err != nil || f.RGBA.Pix[0] != tt.light || f.Gray.Pix[0] != tt.light || f.RGBA.Pix[3] != 255 {
			t.Errorf("%q: %v %v", tt.lesson, f.RGBA.Pix[:4], err)
		}
	}
}

// TestDimHandsOnTheSize: what darkens pictures must not keep their source from making them smaller.
func TestDimHandsOnTheSize(t *testing.T) {
	src := &sized{}
	s := &School{}
	s.Dim(src).(interface{ Fit(image.Point) }).Fit(image.Pt(8, 4))
	if src.box != image.Pt(8, 4) {
		t.Errorf("the source was asked for %v", src.box)
	}
}

// sized is still, and can be told its size.
type sized struct {
	still
	box image.Point
}

func (s *sized) Fit(box image.Point) { s.box = box }

type still struct{}

func (still) Next(context.Context) (*enrol.Frame, error) {
	c, g := image.NewRGBA(image.Rect(0, 0, 4, 4)), image.NewGray(image.Rect(0, 0, 4, 4))
	for i := range c.Pix {
		c.Pix[i] = 200
		if i%4 == 3 {
			c.Pix[i] = 255
		}
	}
	for i := range g.Pix {
		g.Pix[i] = 200
	}
	return &enrol.Frame{RGBA: c, Gray: g}, nil
}
