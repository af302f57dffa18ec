package office

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/db"
)

// The charts are SVG that is part of the page: no script, no picture to fetch, and
// with a text for who does not see it. Colours come from the style sheet.

const chartWidth = 960

func esc(s string) string { return template.HTMLEscapeString(s) }

// short cuts a label to what its column holds.
func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// barChart draws one bar a line, the label on the left and the figure at its end.
func barChart(title string, list []db.Count, v *visit) template.HTML {
	if len(list) == 0 {
		return ""
	}
	most := int64(1)
	var says []string
	for _, c := range list {
		most = max(most, c.N)
		says = append(says, c.Key+": "+v.count(c.N))
	}
	const line, left, room = 36, 260, chartWidth - 260 - 100
	var b strings.Builder
	open(&b, len(list)*line+24, title+". "+strings.Join(says, "; "))
	for i, c := range list {
		y := 12 + i*line
		w := max(int(c.N*room/most), 2)
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text><rect class="bar" x="%d" y="%d" width="%d" height="20" rx="3"/><text class="value" x="%d" y="%d">%s</text>`,
			left-12, y+22, esc(short(c.Key, 32)), left, y+8, w, left+w+10, y+23, v.count(c.N))
	}
	return finish(&b)
}

func open(b *strings.Builder, height int, label string) {
	fmt.Fprintf(b, `<svg class="chart" viewBox="0 0 %d %d" role="img" aria-label="%s">`, chartWidth, height, esc(label))
}

func finish(b *strings.Builder) template.HTML {
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // numbers and escaped texts only
}

// dayChart draws one column a day.
func dayChart(days []registry.DayCount, v *visit) template.HTML {
	if len(days) == 0 {
		return ""
	}
	most := int64(1)
	total := int64(0)
	for _, d := range days {
		most = max(most, d.N)
		total += d.N
	}
	const height, base, top, left = 280, 240, 40, 20
	var b strings.Builder
	first, last := calendar.Date(days[0].Day, v.lang), calendar.Date(days[len(days)-1].Day, v.lang)
	open(&b, height, v.say("figures.days.alt", "first", first, "last", last, "total", v.count(total), "most", v.count(most)))
	said := false // the highest has its figure, once
	slot := min(float64(chartWidth-2*left)/float64(len(days)), 48)
	for i, d := range days {
		h := float64(base-top) * float64(d.N) / float64(most)
		if d.N > 0 {
			h = max(h, 2)
		}
		x := left + slot*float64(i)
		fmt.Fprintf(&b, `<rect class="bar" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s: %s</title></rect>`,
			x+slot*.1, base-h, slot*.8, h, esc(calendar.Date(d.Day, v.lang)), v.count(d.N))
		if d.N == most && !said {
			fmt.Fprintf(&b, `<text class="value" x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, x+slot/2, base-h-8, anchor(i, len(days)), v.count(d.N))
			said = true
		}
	}
	fmt.Fprintf(&b, `<path class="axis" d="M%d %d.5H%d"/><text x="%d" y="%d">%s</text>`, left, base, chartWidth-left, left, base+24, esc(first))
	if len(days) > 1 {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, chartWidth-left, base+24, esc(last))
	}
	return finish(&b)
}

func anchor(i, n int) string {
	switch {
	case i < 2:
		return "start"
	case i > n-3:
		return "end"
	}
	return "middle"
}

// target is a stated figure to measure against.
type target struct {
	label string
	n     int64
}

// targetChart draws what was reached (the opening balance apart) on a track for each target.
func targetChart(v *visit, p registry.Progress, list []target) template.HTML {
	const line, left, room = 64, 20, chartWidth - 40
	var b strings.Builder
	var says []string
	for _, t := range list {
		says = append(says, t.label+": "+v.percent(p.Reached(), t.n))
	}
	open(&b, len(list)*line+40, strings.Join(says, "; "))
	for i, t := range list {
		y := 8 + i*line
		before := min(float64(p.Opening)/float64(t.n), 1) * room
		reached := min(float64(p.Reached())/float64(t.n), 1) * room
		fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text><text class="value" x="%d" y="%d" text-anchor="end">%s</text>`,
			left, y+22, esc(t.label), chartWidth-left, y+22, v.percent(p.Reached(), t.n))
		fmt.Fprintf(&b, `<rect class="track" x="%d" y="%d" width="%d" height="16" rx="3"/><rect class="bar" x="%d" y="%d" width="%.1f" height="16" rx="3"/><rect class="before" x="%d" y="%d" width="%.1f" height="16" rx="3"/>`,
			left, y+32, room, left, y+32, max(reached, 2), left, y+32, before)
	}
	y := 8 + len(list)*line
	fmt.Fprintf(&b, `<rect class="before" x="%d" y="%d" width="12" height="12"/><text x="%d" y="%d">%s</text><rect class="bar" x="%d" y="%d" width="12" height="12"/><text x="%d" y="%d">%s</text>`,
		left, y+4, left+20, y+15, esc(v.say("figures.before", "since", v.month(registry.OpeningSince))), left+400, y+4, left+420, y+15, esc(v.say("figures.here")))
	return finish(&b)
}
