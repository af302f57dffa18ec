package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// pill is one state of the status bar: an icon, a word, and a tone that agrees.
type pill struct {
	Tone look.Tone
	Icon string
	Text string
}

// barModel is the status bar in finished words.
type barModel struct {
	Camera   pill
	Registry pill
	Brief    string // Registry without how long, where the bar is full
	Queue    pill
	Clock    pill // Text "": the clock is right
	Outlet   string
	Staff    string // name and role, a line each; "" when nobody is logged in
}

func newBarModel(w *words.Words, v lane.View, now time.Time) barModel {
	m := barModel{Camera: cameraPill(w, v.Camera), Registry: registryPill(w, v.Link, now), Queue: queuePill(w, v.Backlog)}
	brief := v.Link
	brief.Since = time.Time{}
	m.Brief = registryPill(w, brief, now).Text
	if v.Outlet != "" {
		m.Outlet = outletName(w, v.Outlet)
	}
	if v.Staff.ID != "" {
		m.Staff = nameOf(v.Staff) + "\n" + w.Role(v.Staff.Role)
	}
	if v.ClockOff != 0 {
		m.Clock = pill{look.Warn, "clock", w.Say("bar.clock-off", "off", w.Span(v.ClockOff))}
	}
	return m
}

func nameOf(s enrol.Staff) string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

func cameraPill(w *words.Words, c enrol.CameraStatus) pill {
	switch {
	case c.State == enrol.CameraLive && c.Fault != enrol.FaultNone:
		return pill{look.Warn, "camera-off", w.Fault(c.Fault)}
	case c.State == enrol.CameraLive && c.Grey:
		return pill{look.Warn, "camera", w.Say("bar.grey")}
	case c.State == enrol.CameraLive && c.Demo:
		return pill{look.OK, "camera", w.Say("bar.demo")}
	case c.State == enrol.CameraLive:
		return pill{look.OK, "camera", w.Say("bar.camera")}
	case c.State == enrol.CameraStarting:
		return pill{look.Info, "camera", w.Say("bar.camera") + " " + w.CameraState(c.State)}
	}
	return pill{look.Bad, "camera-off", w.Say("bar.camera") + " " + w.CameraState(c.State)}
}

func queuePill(w *words.Words, b enrol.Backlog) pill {
	name := w.Say("bar.queue") + " "
	switch attention := b.Attention(); {
	case attention > 0:
		return pill{look.Warn, "queue", w.Say("bar.queue-attention", "count", strconv.Itoa(attention))}
	case b.Pending > 0:
		return pill{look.Info, "queue", name + w.Say("bar.queue-count", "count", strconv.Itoa(b.Pending))}
	}
	return pill{look.OK, "queue", name + w.Say("bar.queue-empty")}
}

// outletName says what the name is of, unless it begins with that itself.
func outletName(w *words.Words, name string) string {
	what := w.Say("bar.outlet", "outlet", "")
	if strings.HasPrefix(strings.ToLower(name), strings.ToLower(what)) {
		return name
	}
	return w.Say("bar.outlet", "outlet", name)
}
