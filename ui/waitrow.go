package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// waitRow is one case that waits, in two lines: half done, or parked.
type waitRow struct {
	ID, NIK, Name string
	Title, Detail string
	Tone          look.Tone // of the second line
	Half          bool      // half done, not parked
	Ask           bool      // somebody else's: a supervisor has to allow it
}

// waiting are the half-done cases, then the parked ones, the newest first.
func waiting(w *words.Words, v lane.View, now time.Time) (out []waitRow) {
	for _, h := range v.Half {
		r := waitRow{ID: h.ID, NIK: h.NIK, Name: h.Name, Title: titled(h.Name, h.NIK, w.Errand(h.Kind, h.Purpose)), Tone: look.Warn, Half: true, Ask: !h.Free}
		r.Detail = halfLine(w, h, now)
		if r.Ask {
			r.Detail += " " + w.Say("parked.ask")
		}
		out = append(out, r)
	}
	for _, p := range v.Parked {
		r := waitRow{ID: p.ID, NIK: p.NIK, Name: p.Name}
		r.Title, r.Detail = parkedLines(w, p, now)
		out = append(out, r)
	}
	return out
}

// halfLine says whose a half-done case is, and since when.
func halfLine(w *words.Words, h lane.HalfView, now time.Time) string {
	if h.Owner == "" {
		return w.Say("parked.handed", "at", w.When(h.Since, now))
	}
	return w.Say("parked.half", "owner", h.OwnerName, "at", w.When(h.Since, now))
}

func titled(name, nik, errand string) string {
	if name == "" {
		return nik + "  ·  " + errand
	}
	return name + "  ·  " + nik + "  ·  " + errand
}

// fitting are those whose name or masked NIK has text in it.
func fitting(all []waitRow, text string) []waitRow {
	text = strings.ToUpper(strings.TrimSpace(text))
	return slices.DeleteFunc(slices.Clone(all), func(r waitRow) bool {
		return !strings.Contains(strings.ToUpper(r.Name), text) && !strings.Contains(strings.ReplaceAll(r.NIK, " ", ""), strings.ReplaceAll(text, " ", ""))
	})
}
