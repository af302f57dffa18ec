package api

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

var update = flag.Bool("update", false, "write testdata anew")

// samples has every body with every field, so that a renamed or retyped field shows as
// a changed golden file: outlets and registries of different versions speak together.
func samples() map[string]any {
	now := time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)
	resident := enrol.Resident{NIK: "3276014107010001", Name: "RESIDENT OF THE TESTS",
		Birth: time.Date(2001, 7, 1, 0, 0, 0, 0, time.UTC), Sex: enrol.Female, Married: true,
		Email: "resident@example.id", Phone: "081234567890", Category: enrol.CategoryStudent}
	template := &enrol.FaceTemplate{Model: "m", Data: []byte{1, 2, 3}}
	return map[string]any{
		"health":         Health{Time: now, Version: "1.0"},
		"enrol-request":  EnrolRequest{Code: "XXXX", Name: "pc", SigningKey: []byte{1}, CSR: []byte{2}},
		"enrol-response": EnrolResponse{Device: "d", Outlet: "o", Certificate: []byte("PEM"), CA: []byte("PEM"), Recipient: "age1pq1"},
		"renew-request":  RenewRequest{CSR: []byte{2}},
		"lapsed-request": LapsedRequest{Certificate: []byte("PEM"), CSR: []byte{2}, Proof: []byte{3}},
		"renew-response": RenewResponse{Certificate: []byte("PEM"), CA: []byte("PEM")},
		"receipts": Receipts{Time: now, Receipts: []enrol.Receipt{
			{ID: "p1", Answer: enrol.AnswerAccepted, Account: enrol.AccountApproved, At: now},
			{ID: "p2", Answer: enrol.AnswerRefused, Code: enrol.CodeActive, At: now}}},
		"token-request":   TokenRequest{Token: "ABCD"},
		"token-response":  TokenResponse{QR: "NCF"},
		"lookup-request":  LookupRequest{NIK: "3276014107010001", QR: "NCF"},
		"lookup-response": LookupResponse{Known: true, Resident: resident, Account: enrol.AccountActive, ApprovedToday: true, Template: template},
		"carried-response": CarriedResponse{Accepted: 1, Known: 2, Refused: 3, Foreign: 4, Failed: []string{"p9"}, Time: now,
			Receipts: []CarriedReceipts{{Outlet: "o2", File: []byte("signed")}}},
		"ask-request":     AskRequest{Ask: []byte("signed")},
		"ask-response":    AskResponse{Outlet: "o2", File: []byte("sealed")},
		"resend-request":  ResendRequest{Case: "p1"},
		"resend-response": ResendResponse{Account: enrol.AccountCodeSent},
		"anchor-request":  AnchorRequest{Seq: 7, Hash: "ab"},
		"pin-change":      enrol.PINChange{Staff: "siti", Verifier: "$argon2id$", Base: "ab"},
		"roster-marks":    RosterMarks{Marks: []enrol.RosterMark{{ID: "e1", Mark: enrol.MarkAbsent, At: now, By: "siti"}}},
		"offer-request":   OfferRequest{Current: "o1", Got: []string{"o0"}, Wait: 5},
		"offer-response": OfferResponse{ID: "o1", Link: "https://pusat.example/loket/ABCD", Expires: now,
			Arrivals: []Arrival{{ID: "o0", QR: "NCF"}}},
		"problem": Problem{Type: "about:blank", Title: "Too Many Requests", Status: 429, Detail: "wait",
			Code: enrol.CodeThrottled, Fields: map[string]string{"retry_after": "5"}},
		"pull": enrol.Pull{Cursor: "c1", Full: true, At: now,
			Settings: &enrol.Settings{Outlet: "o", OutletName: "Outlet", Region: "3276",
				Stops:    enrol.Stops{MaxPending: 100, MaxAge: time.Hour, MaxSinceSync: 24 * time.Hour, MinFreeDisk: 1 << 30},
				IdleLock: time.Minute, KeepDays: 1, ShowQR: true, Liveness: true, Pages: "https://pusat.example", Opening: enrol.Opening{Count: 1560, Since: now}, Categories: []enrol.Category{enrol.CategoryASN}},
			Staff:  []enrol.Staff{{ID: "s", Name: "S", Role: enrol.RoleStaff, Verifier: "$argon2id$", Revoked: true, MustSet: true}},
			Phases: []enrol.Phase{{Category: enrol.CategoryASN, From: now, Until: now, Outlet: "o"}},
			Rules:  enrol.Rules{enrol.KindChange: {enrol.DocKK}},
			Keys:   []enrol.VerifyKey{{ID: "k", Public: []byte{1}, NotBefore: now, NotAfter: now, Revoked: now}, {ID: "o", Open: []byte{2}, NotBefore: now, NotAfter: now}}, Recipient: "age1pq1",
			Statuses: []enrol.Status{{ID: "p1", Account: enrol.AccountCodeSent, At: now}},
			Roster: &enrol.RosterNews{Full: true, Lists: []enrol.Roster{{ID: "r1", Title: "School", From: now, Until: now, People: []enrol.Expected{
				{Tick: enrol.Tick{ID: "e1", DoneAt: now, Mark: enrol.MarkPresent, MarkAt: now}, NIK: "3276014107010001", Name: "RESIDENT OF THE TESTS", Group: "XII", Why: enrol.CodePhase}}}},
				Ticks: []enrol.Tick{{ID: "e1", DoneAt: now, Mark: enrol.MarkPresent, MarkAt: now}}}},
	}
}

func TestGolden(t *testing.T) {
	for name, v := range samples() {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(v, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, name+".json", append(got, '\n'))
		})
	}
	t.Run("packets", func(t *testing.T) {
		got, err := cbor.Marshal(Packets{Items: []Packet{{ID: "p1", Body: []byte("sealed")}}})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "packets.cbor.hex", []byte(hex.EncodeToString(got)+"\n"))
	})
}

func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: is the change one that other versions understand? then run with -update\n%s", name, got)
	}
}

// TestSamplesAreFull: a field that is added has to be in the samples.
func TestSamplesAreFull(t *testing.T) {
	for name, v := range samples() {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), `:null`) || strings.Contains(string(raw), `:""`) {
			t.Errorf("%s leaves something empty: %s", name, raw)
		}
	}
}
