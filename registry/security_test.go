package registry_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// figuresOf are counted before and after what must change nothing.
func figuresOf(t *testing.T, e *registrytest.Env) []registry.Figure {
	t.Helper()
	s, err := registry.ReadStatistics(ctx, e.DB)
	if err != nil {
		t.Fatal(err)
	}
	return s.Lines()
}

func same(a, b []registry.Figure) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestKnownAndUnknownLookAlike: neither the length of a QR, nor anything else in the
// answer to a registration, tells whether the register has the number.
func TestKnownAndUnknownLookAlike(t *testing.T) {
	e, _ := newEnv(t)
	register := func(n enrol.NIK) registry.Registration {
		r, err := e.Service.Register(ctx, registry.RegisterRequest{NIK: n, Email: "a@b.id", Phone: "081200000001"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	known, unknown := register(agus), register(nobody)
	if len(known.QR) != len(unknown.QR) || len(known.Token) != len(unknown.Token) || !known.Expires.Equal(unknown.Expires) {
		t.Errorf("QRs of %d and %d characters", len(known.QR), len(unknown.QR))
	}
	for _, n := range []enrol.NIK{agus, nobody} {
		if err := e.Service.ReportLoss(ctx, n, "wrong"); enrol.CodeOf(err) != enrol.CodeLogin {
			t.Errorf("a loss reported with a wrong password: %v", err)
		}
	}
}

// TestCrossedSecrets: what belongs to one resident opens nothing of another's.
func TestCrossedSecrets(t *testing.T) {
	e, session := active(t)
	c := e.MustEnrol()
	c.MustApprove(rina, "")
	e.Pump()
	mails := e.Mail.Mails()
	code := mails[len(mails)-1].Code
	before := figuresOf(t, e)
	if _, err := e.Service.Activate(ctx, agus, code, registrytest.Phone); enrol.CodeOf(err) != enrol.CodeCode {
		t.Errorf("rina's code for agus: %v", err)
	}
	ticket, err := e.Service.Activate(ctx, rina, code, "phone-2")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Service.Identity(ctx, registry.SessionID(ticket.ID)); enrol.CodeOf(err) != enrol.CodeSession {
		t.Errorf("a ticket as a session: %v", err)
	}
	if _, err := e.Service.SetSecrets(ctx, registry.Ticket{ID: string(session.ID)}, registrytest.PIN, registrytest.Password); enrol.CodeOf(err) != enrol.CodeSession {
		t.Errorf("a session as a ticket: %v", err)
	}
	if _, err := e.Service.Admin(ctx, session.ID); enrol.CodeOf(err) != enrol.CodeSession {
		t.Errorf("a resident's session at the office: %v", err)
	}
	if _, err := e.Service.LogIn(ctx, rina, registrytest.Password, registrytest.Phone); enrol.CodeOf(err) != enrol.CodeLogin {
		t.Errorf("agus' password for rina: %v", err)
	}
	if after := figuresOf(t, e); !same(before, after) {
		t.Errorf("something changed:\n%v\n%v", before, after)
	}
}

// TestHostileFields: SQL, markup and control characters in everything that a stranger
// can send. Each is refused, none is logged, nothing changes.
func TestHostileFields(t *testing.T) {
	e, session := active(t)
	var log bytes.Buffer
	s := registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap, Log: slog.New(slog.NewTextHandler(&log, nil))})
	before := figuresOf(t, e)
	for i, evil := range []string{`' OR 1=1 --`, `"><script>alert(1)</script>`, "a@b.id\r\nBcc: x@y.id", "\x00", strings.Repeat("9", 5000), `{{.}}`} {
		for name, f := range map[string]func() error{
			"RegisterNIK": func() error {
				_, err := s.Register(ctx, registry.RegisterRequest{NIK: enrol.NIK(evil), Email: "a@b.id", Phone: "081200000001"})
				return err
			},
			"RegisterEmail": func() error {
				_, err := s.Register(ctx, registry.RegisterRequest{NIK: agus, Email: enrol.Email(evil), Phone: "081200000001"})
				return err
			},
			"RegisterPhone": func() error {
				_, err := s.Register(ctx, registry.RegisterRequest{NIK: agus, Email: "a@b.id", Phone: enrol.Phone(evil)})
				return err
			},
			"RegisterKind": func() error {
				_, err := s.Register(ctx, registry.RegisterRequest{NIK: agus, Email: "a@b.id", Phone: "081200000001", Kind: enrol.Kind(evil)})
				return err
			},
			"Registration": func() error { _, _, err := s.Registration(ctx, evil); return err },
			"Renew":        func() error { _, err := s.Renew(ctx, evil); return err },
			"Offered":      func() error { _, err := s.Offered(ctx, evil); return err },
			"ClaimOffer":   func() error { _, err := s.ClaimOffer(ctx, evil); return err },
			"FillOffer":    func() error { _, err := s.FillOffer(ctx, evil, evil); return err },
			"Activate":     func() error { _, err := s.Activate(ctx, enrol.NIK(evil), evil, evil); return err },
			"LogIn":        func() error { _, err := s.LogIn(ctx, enrol.NIK(evil), evil, evil); return err },
			"ReportLoss":   func() error { return s.ReportLoss(ctx, enrol.NIK(evil), evil) },
			"Session":      func() error { _, err := s.Identity(ctx, registry.SessionID(evil)); return err },
			"Secrets":      func() error { _, err := s.SetSecrets(ctx, registry.Ticket{ID: evil}, evil, evil); return err },
			"Contact": func() error {
				_, err := s.ChangeContact(ctx, session.ID, registrytest.PIN, enrol.Email(evil), "")
				return err
			},
			"Proof":   func() error { return s.ConfirmContact(ctx, session.ID, evil) },
			"Display": func() error { _, err := s.VerifyDisplay(ctx, evil); return err },
			"Office":  func() error { _, err := s.AdminLogIn(ctx, evil, evil, evil); return err },
		} {
			if err := f(); err == nil || enrol.CodeOf(err) == enrol.CodeInternal || enrol.CodeOf(err) == enrol.CodeServer {
				t.Errorf("%s %d: %v", name, i, err)
			} else if strings.Contains(err.Error(), evil) {
				t.Errorf("%s %d: the error repeats what was sent", name, i)
			}
		}
	}
	if after := figuresOf(t, e); !same(before, after) {
		t.Errorf("something changed:\n%v\n%v", before, after)
	}
	if strings.Contains(log.String(), "alert(1)") || strings.Contains(log.String(), "OR 1=1") || strings.Contains(log.String(), string(agus)) {
		t.Error("what was sent stands in the log")
	}
}

var namedTest = regexp.MustCompile("`([a-z/]+)\\.(Test[A-Za-z]+)`")

// TestSecurityTable: every test that docs/SECURITY.md names is there.
func TestSecurityTable(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "docs", "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := namedTest.FindAllStringSubmatch(string(b), -1)
	if len(found) < 30 {
		t.Fatalf("only %d tests named", len(found))
	}
	for _, m := range found {
		files, err := filepath.Glob(filepath.Join("..", m[1], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		there := false
		for _, f := range files {
			text, err := os.ReadFile(f)
			there = there || err == nil && bytes.Contains(text, []byte("func "+m[2]+"("))
		}
		if !there {
			t.Errorf("no test %s in %s", m[2], m[1])
		}
	}
}
