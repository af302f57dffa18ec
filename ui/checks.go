package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// overridesOf names every leave that the case has, not the last alone, and apart from them the
// picture that was taken as it was: that one may be staff's own.
func overridesOf(w *words.Words, c *enrol.Case) (out []checkModel) {
	all := c.Overrides
	if c.Override != nil {
		all = append(all[:len(all):len(all)], *c.Override)
	}
	var short, full []string
	picture := false
	for _, o := range all {
		if o.Code == enrol.CodePoorPicture {
			picture = true
			continue
		}
		name, sentence := leaveName(w, o.Code), w.Bare(o.Code)
		if !slices.Contains(short, name) {
			short, full = append(short, name), append(full, sentence)
		}
	}
	if len(short) > 0 {
		m := checkModel{Tone: look.Warn, Icon: "person", Text: w.Say("lane.overridden", "what", strings.Join(short, ", "))}
		if len(full) == 1 {
			m.Full = w.Say("lane.overridden-full", "code", full[0])
		}
		out = append(out, m)
	}
	if picture {
		out = append(out, checkModel{Tone: look.Warn, Icon: "selfie", Text: w.Say("lane.excepted")})
	}
	return out
}

// leaveName is what was overridden in a word or two, or the code's sentence without its full stop.
func leaveName(w *words.Words, c enrol.Code) string {
	if key := "lane.overridden." + string(c); w.Has(key) {
		return w.Say(key)
	}
	return strings.TrimSuffix(w.Bare(c), ".")
}

// graver is how much a tone weighs: the gravest comes first.
var graver = map[look.Tone]int{look.Bad: 3, look.Warn: 2, look.OK: 1}

// byTone puts the gravest first and leaves the rest as it was.
func byTone(all []checkModel) []checkModel {
	slices.SortStableFunc(all, func(a, b checkModel) int { return cmp.Compare(graver[b.Tone], graver[a.Tone]) })
	return all
}

// fitChecks makes as many lines of the findings, which byTone has put in order, as there is room
// for. What is in order shares a line where it has to; warnings that find no line of their own are named
// together in the last one: none goes without a word.
func fitChecks(w *words.Words, all []checkModel, room int) []checkModel {
	if len(all) <= room {
		return all
	}
	grave := all
	if i := slices.IndexFunc(all, func(c checkModel) bool { return graver[c.Tone] < graver[look.Warn] }); i >= 0 {
		grave = all[:i]
	}
	if len(grave) < room {
		good := checkModel{Tone: look.OK, Icon: "approve", Text: w.Say("lane.checks-good", "n", strconv.Itoa(len(all)-room+1))}
		return append(all[:room-1:room-1], good)
	}
	if len(grave) == room {
		return grave
	}
	rest := grave[room-1:]
	more := checkModel{Tone: rest[0].Tone, Icon: "warning", Text: w.Say("lane.checks-more", "n", strconv.Itoa(len(rest)-1), "what", rest[0].Text)}
	return append(grave[:room-1:room-1], more)
}

// doubted tells whether something speaks against the person before the camera though the face
// may match: then the sentence asks for staff's own eyes. What Enter does stays as it is.
func doubted(v lane.View) bool {
	return v.Phase == lane.PhaseDecide && (v.Face.Liveness.Turn == enrol.TurnOther || v.Face.Liveness.Doubtful())
}

// doubtSentence is the large sentence of a match that is doubted; "" where the verdict's own says
// enough already.
func doubtSentence(w *words.Words, v lane.View) string {
	switch {
	case v.Face.Band != enrol.BandMatch:
		return ""
	case v.Face.Liveness.Turn == enrol.TurnOther:
		return w.Say("lane.decide.turn-other")
	}
	return w.Say("lane.decide.doubt")
}
