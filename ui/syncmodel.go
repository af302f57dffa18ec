package ui

import (
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// syncRow is one step on the way to the registry.
type syncRow struct {
	Tone  look.Tone
	Icon  string
	Title string
	State string // how it went last
	Help  string // what failed, and what helps
}

// syncModel is the page about the line.
type syncModel struct {
	Tone     look.Tone
	Icon     string
	Sentence string
	Do       string
	Rows     []syncRow
	Progress float64 // 0…1 of the delivery under way; negative: none is
	Left     string  // how far it is, and how long it will take
	Next     string  // when the next attempt is
}

func newSyncModel(w *words.Words, v lane.View, r enrol.SyncReport, now time.Time) syncModel {
	m := syncModel{Tone: look.OK, Icon: "registry", Sentence: w.Say("sync.online"), Progress: -1}
	if e, on := linkEmpty(w, v.Link); on {
		m.Tone, m.Icon, m.Sentence, m.Do = e.Tone, e.Icon, e.Title, e.Do
	} else if !v.Link.Online {
		m.Tone, m.Icon, m.Sentence = look.Info, "clock", w.Say("sync.waiting")
	}
	if v.Link.Stalled {
		m.Tone, m.Icon, m.Sentence = look.Warn, "offline", w.Say("sync.stalled")
	}
	m.limits(w, v, now)
	for _, s := range r.Steps {
		row := newSyncRow(w, s, now)
		if s.Name == "first" && s.Done && settingsOld(v, now) {
			row.Tone, row.Icon, row.Help = look.Warn, "warning", w.Say("sync.help-settings")
		}
		m.Rows = append(m.Rows, row)
	}
	if l := v.Link; l.Sending && l.Total > 0 {
		m.Progress = float64(l.Done) / float64(l.Total)
		m.Left = w.Say("sync.progress", "done", strconv.Itoa(l.Done), "total", strconv.Itoa(l.Total))
		if l.Left > 0 {
			m.Left += ", " + w.Say("sync.left", "span", w.Span(l.Left))
		}
	}
	switch {
	case v.Link.Next.IsZero():
	case v.Link.Next.After(now):
		m.Next = w.Say("sync.next", "span", w.Span(v.Link.Next.Sub(now)))
	default:
		m.Next = w.Say("sync.next-now")
	}
	return m
}

// limits says how bad an outage is, or how near a limit, and what helps. A line that is up is no comfort
// when the lane will stop all the same.
func (m *syncModel) limits(w *words.Words, v lane.View, now time.Time) {
	o, n := newOutage(w, v, now), nearStops(v, now)
	if !o.On {
		return
	}
	facts := o.Since
	if o.Facts != "" {
		facts += "   ·   " + o.Facts
	}
	help := m.Do
	if n.any() {
		help = w.Say("sync.help-" + helpful(v, n))
	}
	if n.any() && (m.Tone == look.OK || m.Tone == look.Info) {
		m.Tone, m.Icon, m.Sentence, facts = look.Warn, "warning", w.Say("sync.near"), o.Facts
	}
	if m.Do = facts; help != "" {
		m.Do += "\n" + help
	}
}

// helpful names what helps with a limit that is near: disk, held cases, or packets that do not go.
func helpful(v lane.View, n near) string {
	switch {
	case n.disk:
		return "disk"
	case !v.Link.Online && (n.time || n.room):
		return "carry"
	case v.Backlog.Held > v.Backlog.Earlier:
		return "held"
	}
	return "send"
}

// settingsOld tells whether three quarters of the time are over for which settings, staff and keys hold.
func settingsOld(v lane.View, now time.Time) bool {
	most, at := v.Stops.MaxSinceSync, v.Backlog.Synced()
	return most > 0 && !at.IsZero() && now.Sub(at) >= most*3/4
}

func newSyncRow(w *words.Words, s enrol.SyncStep, now time.Time) syncRow {
	row := syncRow{Tone: look.Info, Icon: "clock", Title: w.Say("sync.step-" + s.Name), State: w.Say("sync.never")}
	if s.Name == "first" && s.Done {
		row.Title = w.Say("sync.step-settings")
	}
	switch {
	case s.Running:
		row.Icon = "send"
	case s.Failed != "":
		row.Tone, row.Icon = look.Warn, "warning"
	case s.Soon:
		row.Tone, row.Icon, row.Help = look.Warn, "warning", w.Say("sync.help-certificate")
	case s.Done:
		row.Tone, row.Icon = look.OK, "approve"
	}
	switch {
	case s.Name == "certificate" && !s.Until.IsZero():
		row.State = w.Say("sync.until", "date", s.Until.In(now.Location()).Format("02/01/2006"))
	case s.Name == "first" && !s.At.IsZero():
		row.State = w.Say("sync.settings", "time", w.When(s.At, now))
	case !s.At.IsZero():
		row.State = w.Say("sync.worked", "time", w.When(s.At, now), "took", took(w, s.Took))
	case s.Done:
		row.State = w.Say("sync.done")
	}
	if s.Count > 0 {
		row.State += ", " + w.Say("sync.count-"+s.Name, "n", strconv.FormatInt(s.Count, 10))
	}
	if s.Failed == "" {
		return row
	}
	sentence, do := w.Code(s.Failed, nil)
	row.Help = sentence + " " + do
	if s.Fails > 0 {
		row.Help = w.Say("sync.failed", "n", strconv.Itoa(s.Fails), "time", w.When(s.FailAt, now)) + " " + row.Help
	}
	if s.Fails >= 3 && !s.Failed.Transient() {
		row.Tone = look.Bad
	}
	return row
}

// took is how long a request took; most take less than a second.
func took(w *words.Words, d time.Duration) string {
	if d < time.Minute {
		return w.Say("time.seconds", "n", w.Decimal(d.Seconds()))
	}
	return w.Span(d)
}
