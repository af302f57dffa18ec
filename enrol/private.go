package enrol

import (
	"fmt"
	"log/slog"
)

// What names a person prints masked with every verb of fmt, %#v and a wrong %d
// included, and in structured logs, whose JSON handler would otherwise write out every
// field. Encoding to JSON for the store and the wire is not affected.

// Format masks for every verb.
func (n NIK) Format(f fmt.State, verb rune) { masked(f, verb, n.Masked()) }

// Format masks for every verb.
func (e Email) Format(f fmt.State, verb rune) { masked(f, verb, e.Masked()) }

// Format masks for every verb.
func (p Phone) Format(f fmt.State, verb rune) { masked(f, verb, p.Masked()) }

// Format masks for every verb.
func (r Resident) Format(f fmt.State, verb rune) { masked(f, verb, r.String()) }

// Format leaves the verifier out, for every verb.
func (s Staff) Format(f fmt.State, verb rune) { masked(f, verb, s.String()) }

// Format shows the single-use id alone, for every verb.
func (c Credential) Format(f fmt.State, verb rune) { masked(f, verb, c.String()) }

// Format shows id, kind and state alone, for every verb.
func (c Case) Format(f fmt.State, verb rune) { masked(f, verb, c.String()) }

// Format shows the model alone, for every verb: a template is biometric data.
func (t FaceTemplate) Format(f fmt.State, verb rune) { masked(f, verb, t.String()) }

// masked writes s as if it had been the argument, widths and flags kept.
func masked(f fmt.State, verb rune, s string) { fmt.Fprintf(f, fmt.FormatString(f, verb), s) }

// String names the case, not the resident.
func (c Case) String() string {
	return "case " + c.ID + " (" + string(c.Kind) + ", " + string(c.State) + ")"
}

// String names the credential, not the resident.
func (c Credential) String() string { return "credential " + c.ID }

// String names the model that made the template.
func (t FaceTemplate) String() string { return "template of " + t.Model }

// LogValue names nobody.
func (r Resident) LogValue() slog.Value { return slog.StringValue("resident") }

// LogValue leaves the verifier out.
func (s Staff) LogValue() slog.Value { return slog.StringValue(s.String()) }

// LogValue names the case, not the resident.
func (c Case) LogValue() slog.Value { return slog.StringValue(c.String()) }

// LogValue names the credential, not the resident.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }

// LogValue names the model that made the template.
func (t FaceTemplate) LogValue() slog.Value { return slog.StringValue(t.String()) }
