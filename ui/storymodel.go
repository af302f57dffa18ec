package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/words"
)

// storyLine is one thing that happened to a case.
type storyLine struct{ At, What, Who string }

// newStory says a case's entries of the audit chain in words, the oldest first. The
// states that a case went through come from the entry of its decision, which carries
// their times.
func newStory(w *words.Words, entries []enrol.AuditEntry, now time.Time) []storyLine {
	var out []storyLine
	steps := -1
	for i, e := range entries {
		if e.Data["steps"] != "" {
			steps = i // the newest decision tells everything before it too
		}
	}
	for i, e := range entries {
		if i == steps {
			out = append(out, stepLines(w, entries, e, now)...)
		}
		out = append(out, storyLine{storyTime(w, e.At, now), storyWords(w, e), storyActor(w, e.Actor)})
	}
	return out
}

// stepLines are the states between opening and decision.
func stepLines(w *words.Words, entries []enrol.AuditEntry, decision enrol.AuditEntry, now time.Time) []storyLine {
	steps := strings.Fields(decision.Data["steps"])
	if len(steps) < 3 {
		return nil
	}
	_, last, _ := strings.Cut(steps[len(steps)-1], "+")
	total, err := strconv.ParseInt(last, 10, 64)
	if err != nil {
		return nil
	}
	opened := decision.At.Add(-time.Duration(total) * time.Millisecond)
	if i := slices.IndexFunc(entries, func(e enrol.AuditEntry) bool { return e.Kind == "open" }); i >= 0 {
		opened = entries[i].At
	}
	var out []storyLine
	for _, step := range steps[1 : len(steps)-1] { // the first and the last have entries of their own
		state, ms, _ := strings.Cut(step, "+")
		n, err := strconv.ParseInt(ms, 10, 64)
		if err != nil {
			return nil
		}
		at := opened.Add(time.Duration(n) * time.Millisecond)
		out = append(out, storyLine{storyTime(w, at, now), capital(w.State(enrol.State(state))), holder(entries, at, decision.Actor)})
	}
	return out
}

// holder is whose a case was at a moment: who had opened it or taken it over last, else other.
func holder(entries []enrol.AuditEntry, at time.Time, other string) string {
	who := ""
	for _, e := range entries {
		if (e.Kind == "open" || e.Kind == enrol.AuditTakeOver) && (who == "" || !e.At.After(at)) {
			who = e.Actor
		}
	}
	return cmpOr(who, other)
}

// storyTime is to the second: a case takes a few.
func storyTime(w *words.Words, t, now time.Time) string {
	t = t.In(now.Location())
	if y, m, d := t.Date(); y == now.Year() && m == now.Month() && d == now.Day() {
		return w.Second(t)
	}
	return t.Format("02/01 ") + w.Second(t)
}

// allowedBy adds the supervisor by whose leave it was.
func allowedBy(w *words.Words, text string, e enrol.AuditEntry) string {
	if id := e.Data["allowed"]; id != "" {
		text += " " + w.Say("story.allowed", "name", id)
	}
	return text
}

// storyActor is a person's log-in name, or the program.
func storyActor(w *words.Words, actor string) string {
	if actor == "system" {
		return w.Say("story.by-program")
	}
	return actor
}

// storyWords is one entry's sentence.
func storyWords(w *words.Words, e enrol.AuditEntry) string {
	key := "story." + e.Kind
	if e.Kind == enrol.AuditTakeOver && e.Data["from"] != "" {
		return allowedBy(w, w.Say("story.taken-from", "name", e.Data["from"]), e)
	}
	if !w.Has(key) {
		return e.Kind
	}
	text := w.Say(key)
	add := func(s string) {
		if s != "" {
			text += ": " + s
		}
	}
	if e.Kind == "answer" {
		add(w.Answer(enrol.Answer(e.Data["answer"])))
	}
	if p := e.Data["purpose"]; p != "" {
		add(w.Purpose(enrol.Purpose(p)))
	}
	if r := e.Data["reason"]; r != "" {
		add(w.Reason(enrol.Reason(r)))
	}
	if c := e.Data["code"]; c != "" {
		add(w.Bare(enrol.Code(c))) // the chain keeps no details
	}
	if c := enrol.Code(e.Data["override"]); c == enrol.CodeFaceDiffers { // the others have entries of their own
		add(w.Bare(c))
		if id := e.Data["override_by"]; id != e.Actor {
			text += " " + w.Say("story.allowed", "name", id)
		}
	}
	if id := e.Data["by"]; id != "" {
		add(id)
	}
	if id := e.Data["asked"]; id != "" {
		text += " " + w.Say("story.asked", "name", id)
	}
	if id := e.Data["follows"]; id != "" {
		text += " " + w.Say("story.follows", "id", id)
	}
	return text
}
