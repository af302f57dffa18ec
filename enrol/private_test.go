package enrol_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// secrets are what must not be readable in anything that is printed.
var secrets = []string{string(manNIK), "budi@gmail.com", "081234567890", "BUDI SANTOSO",
	"$argon2id$", "HC1:QRTEXT", "SELFIE-BYTES", "TEMPLATE-BYTES", "note of staff"}

func secretCase() enrol.Case {
	template := &enrol.FaceTemplate{Model: "m1", Data: []byte("TEMPLATE-BYTES")}
	r := enrol.Resident{NIK: manNIK, Name: "BUDI SANTOSO", Email: "budi@gmail.com", Phone: "081234567890"}
	return enrol.Case{ID: "c1", Kind: enrol.KindNew, State: enrol.StateCompared, Resident: r,
		Credential: &enrol.Credential{ID: "q1", Resident: r, Template: template, Text: "HC1:QRTEXT"},
		Reference:  template, Selfie: []byte("SELFIE-BYTES"), Note: "note of staff"}
}

func privateValues() map[string]any {
	c := secretCase()
	staff := enrol.Staff{ID: "siti", Role: enrol.RoleStaff, Verifier: "$argon2id$v=19$"}
	return map[string]any{
		"nik": c.Resident.NIK, "email": c.Resident.Email, "phone": c.Resident.Phone,
		"resident": c.Resident, "residentPtr": &c.Resident, "residents": []enrol.Resident{c.Resident},
		"staff": staff, "staffPtr": &staff, "case": c, "casePtr": &c, "cases": []enrol.Case{c},
		"credential": *c.Credential, "credentialPtr": c.Credential, "template": *c.Reference,
		"inside": struct {
			C enrol.Case
			N enrol.NIK
		}{c, c.Resident.NIK},
	}
}

func TestNothingPrivateIsPrinted(t *testing.T) {
	for name, v := range privateValues() {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%20v", "%t"} {
			out := fmt.Sprintf(verb, v)
			noSecret(t, name+" with "+verb, out)
		}
		noSecret(t, name+" with Sprint", fmt.Sprint(v))
		noSecret(t, name+" in an error", fmt.Errorf("do: %w", fmt.Errorf("x %v", v)).Error())
	}
}

func TestNothingPrivateIsLogged(t *testing.T) {
	for name, v := range privateValues() {
		if k := reflect.TypeOf(v).Kind(); k == reflect.Slice || name == "inside" {
			continue // the JSON handler encodes what is inside; see TestJSONKeepsWhatTheStoreNeeds
		}
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v, slog.Group("g", "v", v))
		noSecret(t, name, out.String())
	}
}

// A mask that reached the store or the wire would lose the data.
func TestJSONKeepsWhatTheStoreNeeds(t *testing.T) {
	c := secretCase()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back enrol.Case
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, c) {
		t.Error("a case does not survive JSON")
	}
}

func TestMasksKeepWidths(t *testing.T) {
	if got, want := fmt.Sprintf("%-22s|", manNIK), "3276 •••• •••• 0001   |"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func noSecret(t *testing.T, what, out string) {
	t.Helper()
	for _, s := range secrets {
		hex := fmt.Sprintf("%x", s)
		list := strings.Trim(fmt.Sprintf("%d", []byte(s)), "[]")
		for _, form := range []string{s, hex, strings.ToUpper(hex), list} {
			if strings.Contains(out, form) {
				t.Errorf("%s shows %q", what, s)
			}
		}
	}
}
