package ui

import (
	"fmt"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/chart"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// tileModel is one large figure.
type tileModel struct{ Value, Label string }

// chartModel is a chart with its title.
type chartModel struct {
	Title string
	Empty string // in the chart's place; "" where there is one
	Chart chart.Chart
}

// figuresModel is the day in figures.
type figuresModel struct {
	Tiles  []tileModel
	Charts []chartModel
	Sum    string // this counter's, since its beginning
	Press  string
}

// figuresData is what it is made of.
type figuresData struct {
	Day      enrol.Day
	Reached  enrol.Reach
	Settings enrol.Settings
	Role     enrol.Role
}

func newFiguresModel(w *words.Words, l *look.Look, d figuresData, now time.Time) figuresModel {
	day := d.Day
	seconds := func(t time.Duration) string {
		if t == 0 {
			return w.Say("time.none")
		}
		return words.Clock(t)
	}
	m := figuresModel{Tiles: []tileModel{
		{strconv.Itoa(day.Approved), approvedLabel(w, day)},
		{strconv.Itoa(day.Delivered), w.Say("figures.delivered")},
		{strconv.Itoa(day.Waiting), w.Say("figures.waiting")},
		{strconv.Itoa(day.Rejected + day.Refused), w.Say("figures.refused")},
		{seconds(day.Served.Median), w.Say("figures.median")},
		{seconds(day.Served.P90), w.Say("figures.p90")},
	}}
	ink := inks{l}
	m.Charts = []chartModel{kindChart(w, ink, day), hourChart(w, ink, day, now), refusalChart(w, ink, day), ageChart(w, ink, day)}
	if d.Role == enrol.RoleSupervisor {
		m.Charts = append(m.Charts, peopleChart(w, ink, day))
	}
	m.Sum = w.Say("figures.sum", "reached", w.Count(d.Reached.Acknowledged), "active", w.Count(d.Reached.Active))
	m.Press = pressSentence(w, d, now)
	return m
}

// approvedLabel says beside the approvals how many of them had faces that differ, where there are any.
func approvedLabel(w *words.Words, d enrol.Day) string {
	if d.Despite == 0 {
		return w.Say("figures.approved")
	}
	return w.Say("figures.approved-despite", "n", strconv.Itoa(d.Despite))
}

// pressSentence is one that may be handed out: only identities that began here and that the
// registry acknowledged count as reached, the rest is said apart. It is this counter's sum,
// and says so: the outlet's is on the registry's page. How many of these are active is what
// the registry has told this counter, and the sentence says until when.
func pressSentence(w *words.Words, d figuresData, now time.Time) string {
	outlet := d.Settings.OutletName
	if outlet == "" {
		outlet = d.Settings.Outlet
	}
	text := w.Say("figures.press", "date", now.Format("02/01/2006"), "outlet", outlet, "reached", w.Count(d.Reached.Acknowledged),
		"today", w.Count(d.Day.Begun.Reached), "waiting", w.Count(d.Day.Begun.Waiting))
	if r := d.Reached; r.Acknowledged > 0 && !r.Told.IsZero() {
		text += " " + w.Say("figures.active", "reached", w.Count(r.Acknowledged), "active", w.Count(r.Active), "at", w.Moment(r.Told.In(now.Location())))
	}
	if o := d.Settings.Opening; o.Count > 0 {
		text += " " + w.Say("figures.opening", "opening", w.Count(o.Count), "since", o.Since.Format("01/2006"))
	}
	return text
}

// inks are the project's colours with the pattern that goes with each.
type inks struct{ *look.Look }

func (k inks) part(n int, t look.Tone, p chart.Pattern) chart.Part {
	return chart.Part{N: float64(n), Ink: k.Tones[t].Strong, Soft: k.Tones[t].Soft, Pattern: p}
}

func (k inks) chart(bars []chart.Bar, columns bool) chart.Chart {
	return chart.Chart{Bars: bars, Columns: columns, Ink: k.Text, Line: k.Border, Back: k.Surface}
}

func kindChart(w *words.Words, k inks, d enrol.Day) chartModel {
	m := chartModel{Title: w.Say("figures.kinds")}
	var bars []chart.Bar
	for _, f := range mostOf(d.Errands) {
		label := w.Say("figures.other-errands")
		if f.Kind != "" {
			label = w.Errand(f.Kind, f.Purpose)
		}
		bars = append(bars, chart.Bar{Label: label, Text: fmt.Sprintf("%d/%d/%d", f.Approved, f.Rejected, f.Parked), Parts: []chart.Part{
			k.part(f.Approved, look.OK, chart.Solid), k.part(f.Rejected, look.Bad, chart.Rising), k.part(f.Parked, look.Warn, chart.Dotted)}})
	}
	m.Chart = k.chart(bars, false)
	m.Chart.Legend = []chart.Bar{
		{Label: w.State(enrol.StateApproved), Parts: []chart.Part{k.part(1, look.OK, chart.Solid)}},
		{Label: w.State(enrol.StateRejected), Parts: []chart.Part{k.part(1, look.Bad, chart.Rising)}},
		{Label: w.State(enrol.StateParked), Parts: []chart.Part{k.part(1, look.Warn, chart.Dotted)}},
	}
	return m.orEmpty(w, len(bars))
}

// errandsMost is how many a chart has room for.
const errandsMost = 6

// mostOf are the most frequent errands; what the chart has no room for is put together in
// one without a kind.
func mostOf(all []enrol.ErrandFigures) []enrol.ErrandFigures {
	shown, others := folded(all, errandsMost)
	if len(others) == 0 {
		return shown
	}
	var rest enrol.ErrandFigures
	for _, f := range others {
		rest.Approved, rest.Rejected, rest.Parked = rest.Approved+f.Approved, rest.Rejected+f.Rejected, rest.Parked+f.Parked
	}
	return append(shown, rest)
}

// folded parts what has a row of its own, where there is room for so many, from what shares the last one.
func folded[T any](all []T, most int) (shown, others []T) {
	if len(all) <= most {
		return all, nil
	}
	return all[: most-1 : most-1], all[most-1:]
}

// hourChart shows the hours from the first case to the last, seven to four at least.
func hourChart(w *words.Words, k inks, d enrol.Day, now time.Time) chartModel {
	m := chartModel{Title: w.Say("figures.hours")}
	first, last, sum := 8, 15, 0
	for h, n := range d.Hours {
		if n > 0 {
			first, last, sum = min(first, h), max(last, h), sum+n
		}
	}
	var bars []chart.Bar
	for h := first; h <= last; h++ {
		pattern := chart.Solid
		if h == now.Hour() {
			pattern = chart.Rising // is not over yet
		}
		b := chart.Bar{Label: fmt.Sprintf("%02d", h), Parts: []chart.Part{k.part(d.Hours[h], look.Info, pattern)}}
		if n := d.Hours[h]; n > 0 {
			b.Text = strconv.Itoa(n)
		}
		bars = append(bars, b)
	}
	m.Chart = k.chart(bars, true)
	if h := now.Hour(); first <= h && h <= last {
		m.Chart.Legend = []chart.Bar{
			{Label: w.Say("figures.hour-over"), Parts: []chart.Part{k.part(1, look.Info, chart.Solid)}},
			{Label: w.Say("figures.hour-now"), Parts: []chart.Part{k.part(1, look.Info, chart.Rising)}},
		}
	}
	return m.orEmpty(w, sum)
}

// reasonsMost and peopleMost are how many rows a chart has room for; what is less frequent
// is put together in the last one.
const (
	reasonsMost = 6
	peopleMost  = 7
)

func refusalChart(w *words.Words, k inks, d enrol.Day) chartModel {
	m := chartModel{Title: w.Say("figures.reasons")}
	var bars []chart.Bar
	shown, others := folded(d.Refusals, reasonsMost)
	rest := 0
	for _, t := range others {
		rest += t.N
	}
	for _, t := range shown {
		b := chart.Bar{Label: w.Reason(t.Reason), Text: strconv.Itoa(t.N), Parts: []chart.Part{k.part(t.N, look.Bad, chart.Rising)}}
		if t.Code != "" {
			sentence, _ := w.Code(t.Code, nil)
			b.Label = w.Say("figures.by-registry", "why", sentence)
			b.Parts[0].Pattern = chart.Level
		}
		bars = append(bars, b)
	}
	if rest > 0 {
		bars = append(bars, chart.Bar{Label: w.Say("figures.other-reasons"), Text: strconv.Itoa(rest), Parts: []chart.Part{k.part(rest, look.Bad, chart.Rising)}})
	}
	m.Chart = k.chart(bars, false)
	if len(bars) == 0 {
		m.Empty = w.Say("figures.no-reasons")
	}
	return m
}

func ageChart(w *words.Words, k inks, d enrol.Day) chartModel {
	m := chartModel{Title: w.Say("figures.age")}
	var bars []chart.Bar
	sum := 0
	for i, n := range d.Age {
		tone, pattern := look.Info, chart.Solid
		if i > 2 {
			tone, pattern = look.Warn, chart.Rising
		}
		label := ">" + w.Span(enrol.AgeSteps[len(enrol.AgeSteps)-1])
		if i < len(enrol.AgeSteps) {
			label = "<" + w.Span(enrol.AgeSteps[i])
		}
		bars = append(bars, chart.Bar{Label: label, Text: strconv.Itoa(n), Parts: []chart.Part{k.part(n, tone, pattern)}})
		sum += n
	}
	m.Chart = k.chart(bars, true)
	if sum == 0 {
		m.Empty = w.Say("queue.empty-pending")
	}
	return m
}

func peopleChart(w *words.Words, k inks, d enrol.Day) chartModel {
	m := chartModel{Title: w.Say("figures.people")}
	var bars []chart.Bar
	shown, others := folded(d.People, peopleMost)
	rest := 0
	for _, p := range others {
		rest += p.Cases
	}
	for _, p := range shown {
		text := strconv.Itoa(p.Cases)
		if p.Served.N > 0 {
			text += ", " + words.Clock(p.Served.Median)
		}
		bars = append(bars, chart.Bar{Label: p.Called(), Text: text, Parts: []chart.Part{k.part(p.Cases, look.Info, chart.Falling)}})
	}
	if rest > 0 {
		bars = append(bars, chart.Bar{Label: w.Say("figures.other-people"), Text: strconv.Itoa(rest), Parts: []chart.Part{k.part(rest, look.Info, chart.Falling)}})
	}
	m.Chart = k.chart(bars, false)
	return m.orEmpty(w, len(bars))
}

func (m chartModel) orEmpty(w *words.Words, n int) chartModel {
	if n == 0 {
		m.Empty = w.Say("queue.empty-today")
	}
	return m
}
