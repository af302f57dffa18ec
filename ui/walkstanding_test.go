package ui

import (
	"fmt"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
)

// standing says what is on the screen: its type, what is chosen in it, and the field that has the keyboard.
func (w *walk) standing() string {
	out := typeName(w.onTop())
	if d := w.detail(); d != "" {
		out += " " + d
	}
	if w.pad.box.Visible() {
		out += " pad"
	}
	return out
}

func (w *walk) detail() string {
	switch q := w.onTop().(type) {
	case *lockScreen:
		return w.field(q.name, q.pin)
	case *pinForm:
		return w.field(q.pins[0], q.pins[1])
	case *endForm:
		return w.field(q.name, q.pin)
	case *enrolForm:
		if !q.at.IsZero() {
			return "done"
		}
		return w.field(q.entries[0], q.entries[1], q.entries[2])
	case *loginScreen:
		return w.field(q.name, q.pin)
	case *signForm:
		return w.field(q.name, q.pin)
	case *allowForm:
		return q.kind.title + " " + w.field(q.fields[0], q.fields[1], q.fields[len(q.fields)-1])
	case *typedForm:
		return strings.Join([]string{string(q.kind), string(q.purpose), q.follows}, " ") + " " + w.field(q.entries[0], q.entries[len(q.entries)-1])
	case *lineForm:
		return q.kind.title
	case *choice:
		return fmt.Sprint(len(q.take))
	case *sure:
		return q.name
	case *parkedForm:
		return fmt.Sprintf("%d of %d", q.at+1, len(q.list))
	case *keptForm:
		return fmt.Sprintf("%d of %d", q.at+1, len(q.list))
	case *fileForm:
		return q.kind.title + " " + strings.Trim(filepath.Base(q.dir), "0123456789") + " " + fmt.Sprint(q.at)
	case *storyPanel:
		return fmt.Sprint(q.first)
	case *techForm:
		return fmt.Sprint(q.top)
	case *devicesForm:
		return map[bool]string{true: "listening", false: ""}[q.listening]
	}
	return w.screenDetail()
}

func (w *walk) screenDetail() string {
	switch s := w.onTop().(type) {
	case *queueScreen:
		return fmt.Sprintf("%s %d%s", s.query.Filter, s.table.at+1, w.field(s.search))
	case *rosterScreen:
		return strings.TrimSpace(fmt.Sprint(w.roster.chosen, " ", w.roster.query.Only, " ", w.roster.query.Text))
	case *cameraScreen:
		return fmt.Sprintf("%d %v", s.rows.at, s.setup.Second)
	case *shiftScreen:
		return map[bool]string{true: "closed", false: ""}[s.sheet.Seq > 0]
	case *laneScreen:
		return map[bool]string{true: "corner", false: ""}[s.corner != nil]
	}
	return ""
}

// field says which of some has the keyboard: " 1" the first.
func (w *walk) field(all ...fyne.Focusable) string {
	focused := w.window.Canvas().Focused()
	for i, f := range all {
		if f == focused {
			return fmt.Sprint(" field ", i+1)
		}
	}
	return ""
}
