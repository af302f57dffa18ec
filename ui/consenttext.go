package ui

import (
	"fmt"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/words"
)

// consentVersion numbers the words of the consent sheet ("consent.*" of the
// translations). Whoever changes what they say counts it up: it is in the record of
// everybody who agreed, so that it can be told to what. Version 1 had one text for all kinds, version 2
// promised that the counter erases pictures at once also where the outlet keeps them for some days.
const consentVersion = 3

// consentText is what the record keeps: version, language and kind of the words, and the days that they named, if any.
// Which papers they named are the record's own (enrol.Case.Documents).
func consentText(w *words.Words, c *enrol.Case, keepDays int) string {
	text := fmt.Sprintf("%d/%s/%s", consentVersion, w.Language, consentKind(w, c))
	if keepDays > 0 {
		text += fmt.Sprintf("/%d", keepDays)
	}
	return text
}

// consentKind is the kind whose words are shown: those of an activation where there is no case, or of a kind that
// has none.
func consentKind(w *words.Words, c *enrol.Case) enrol.Kind {
	if c == nil || !w.Has("consent.use."+string(c.Kind)) {
		return enrol.KindNew
	}
	return c.Kind
}

// consentLine is one sentence of the consent sheet.
type consentLine struct{ Icon, Text string }

// consentLines is what is agreed to: what is taken, for what, who keeps it for how long, and what becomes of a no.
// Papers are named where the case has any. keepDays is how long pictures stay at the counter after the registry has
// them, see enrol.Settings.KeepDays.
func consentLines(w *words.Words, c *enrol.Case, keepDays int) []consentLine {
	kind, keep := string(consentKind(w, c)), "consent.keep"
	lines := []consentLine{{"selfie", w.Say("consent.face")}}
	if papers := consentPapers(c); len(papers) > 0 {
		lines = append(lines, consentLine{"document", w.Say("consent.papers", "papers", w.Documents(papers))})
		keep = "consent.keep-papers"
	}
	kept := w.Say(keep)
	if keepDays > 0 {
		kept = w.Say(keep+"-days", "span", w.Span(time.Duration(keepDays)*24*time.Hour))
	}
	return append(lines, consentLine{"send", w.Say("consent.use." + kind)}, consentLine{"clock", kept},
		consentLine{"person", w.Say("consent.no." + kind)})
}

// consentPapers are those that the resident brought; a recording elsewhere is none.
func consentPapers(c *enrol.Case) []enrol.Document {
	if c == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.Documents), func(d enrol.Document) bool { return d == enrol.DocBiometry })
}
