package office

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// paceChart draws how many were served by when, where the pace leads, and the straight
// way from begin to end.
func paceChart(v *visit, r registry.RosterView) template.HTML {
	t := r.Turnout
	if t.Expected() == 0 {
		return ""
	}
	const height, base, top, left, right = 320, 270, 36, 44, chartWidth - 24
	begin, end := enrol.PaceFrame(r.From, r.Until, r.At, t, r.Pace)
	x := func(at time.Time) float64 {
		return left + (right-left)*max(0, min(1, at.Sub(begin).Hours()/end.Sub(begin).Hours()))
	}
	y := func(n float64) float64 { return base - (base-top)*n/float64(t.Expected()) }
	var b strings.Builder
	open(&b, height, v.say("rosters.pace.alt", "progress", v.progress(r)))
	fmt.Fprintf(&b, `<path class="axis" d="M%d %d.5H%d"/><path class="goal" d="M%d %.1fH%d"/><text class="value" x="%d" y="%.1f" text-anchor="end">%s</text>`,
		left, base, right, left, y(float64(t.Expected())), right, left-8, y(float64(t.Expected()))+5, v.count(int64(t.Expected())))
	step := max(1, int(end.Sub(begin).Hours()/12)) // hours between two labels
	for at := begin.Truncate(time.Hour); !at.After(end); at = at.Add(time.Duration(step) * time.Hour) {
		if !at.Before(begin) {
			fmt.Fprintf(&b, `<path class="axis" d="M%.1f %dv6"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`, x(at), base, x(at), base+24, v.clock(at))
		}
	}
	fmt.Fprintf(&b, `<path class="plan" d="M%.1f %.1fL%.1f %.1f"/><path class="end" d="M%.1f %dV%d"/><text x="%.1f" y="%d" text-anchor="end">%s</text>`,
		x(r.From), y(0), x(r.Until), y(float64(t.Expected())), x(r.Until), base, top-12, x(r.Until), top-18, esc(v.say("rosters.end")))
	fmt.Fprintf(&b, `<path class="line" d="M%.1f %.1f`, x(begin), y(0))
	for i, at := range t.Ticks {
		fmt.Fprintf(&b, `H%.1fV%.1f`, x(at), y(float64(i+1)))
	}
	now := minTime(maxTime(r.At, begin), end)
	fmt.Fprintf(&b, `H%.1f"/>`, x(now))
	if !r.Pace.Finish.IsZero() {
		reach := min(1, end.Sub(now).Hours()/r.Pace.Finish.Sub(now).Hours())
		fmt.Fprintf(&b, `<path class="ahead" d="M%.1f %.1fL%.1f %.1f"/>`, x(now), y(float64(t.Done)), x(minTime(r.Pace.Finish, end)), y(float64(t.Done)+float64(t.Left())*reach))
	}
	fmt.Fprintf(&b, `<circle class="now" cx="%.1f" cy="%.1f" r="5"/><text class="value" x="%.1f" y="%.1f">%s</text>`,
		x(now), y(float64(t.Done)), x(now)+10, y(float64(t.Done))+20, v.count(int64(t.Done)))
	return finish(&b)
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// groupChart draws one bar a group: served on a track of all who are expected.
func groupChart(v *visit, r registry.RosterView) template.HTML {
	groups := enrol.RosterGroups(r.Entries)
	const line, left, room = 36, 260, chartWidth - 260 - 120
	var b strings.Builder
	var says []string
	for _, g := range groups {
		says = append(says, or(g.Name, v.say("rosters.no-group"))+": "+v.of(g.Turnout))
	}
	open(&b, len(groups)*line+24, v.say("rosters.groups")+". "+strings.Join(says, "; "))
	for i, g := range groups {
		y := 12 + i*line
		w := 0
		if n := g.Turnout.Expected(); n > 0 {
			w = g.Turnout.Done * room / n
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text><rect class="track" x="%d" y="%d" width="%d" height="20" rx="3"/><rect class="bar" x="%d" y="%d" width="%d" height="20" rx="3"/><text class="value" x="%d" y="%d">%s</text>`,
			left-12, y+22, esc(short(or(g.Name, v.say("rosters.no-group")), 32)), left, y+8, room, left, y+8, w, left+room+10, y+23, v.of(g.Turnout))
	}
	return finish(&b)
}

func (v *visit) of(t enrol.Turnout) string {
	return v.say("rosters.of", "done", v.count(int64(t.Done)), "expected", v.count(int64(t.Expected())))
}
