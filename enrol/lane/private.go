package lane

import (
	"fmt"
	"log/slog"
)

// What staff typed, what was read and what was taken print without their content, so
// that a stray %v never leaks it.

// Format shows the action alone, for every verb.
func (c Command) Format(f fmt.State, verb rune) { named(f, verb, "command "+string(c.Action)) }

// LogValue is the action alone.
func (c Command) LogValue() slog.Value { return slog.StringValue("command " + string(c.Action)) }

// Format shows nothing of it, for every verb.
func (t Typed) Format(f fmt.State, verb rune) { named(f, verb, "typed data") }

// LogValue shows nothing of it.
func (t Typed) LogValue() slog.Value { return slog.StringValue("typed data") }

// Format shows nothing of it, for every verb.
func (s Sighting) Format(f fmt.State, verb rune) { named(f, verb, "sighting") }

// LogValue shows nothing of it.
func (s Sighting) LogValue() slog.Value { return slog.StringValue("sighting") }

// Format shows nothing of it, for every verb.
func (s Selfie) Format(f fmt.State, verb rune) { named(f, verb, "selfie") }

// LogValue shows nothing of it.
func (s Selfie) LogValue() slog.Value { return slog.StringValue("selfie") }

// Format shows nothing of it, for every verb.
func (s PaperShot) Format(f fmt.State, verb rune) { named(f, verb, "page") }

// LogValue shows nothing of it.
func (s PaperShot) LogValue() slog.Value { return slog.StringValue("page") }

// Format shows the phase alone, for every verb.
func (v View) Format(f fmt.State, verb rune) { named(f, verb, "view "+string(v.Phase)) }

// LogValue is the phase alone.
func (v View) LogValue() slog.Value { return slog.StringValue("view " + string(v.Phase)) }

func named(f fmt.State, verb rune, s string) { fmt.Fprintf(f, fmt.FormatString(f, verb), s) }
