package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// function is something that the window offers, with the keys that lead there.
type function struct {
	name  string
	scene string
	set   func(*walk) // what there has to be besides; nil: nothing
	// keys are those pressed, one after the other: names as they are printed, digits and letters, 'text' that is
	// typed into a field, scan:TEXT of a hand scanner, =key.of.label for the number printed beside that label,
	// and ~Esc for a key that does the same as another one that is printed.
	keys string
	did  string // what lane, desk, devices, cameras and program were asked for, in order; "": nothing
	then string // what stands on the screen afterwards, see standing
}

// walk plays functions on a window, by keys alone, and writes down what it was asked for.
type walk struct {
	*rig
	did     []string
	asked   map[string]bool // "Desk.Story", "lane approve": everything that was ever asked for
	pressed map[press]bool
	offered map[press]string // enabled buttons that were in sight, and where they were seen first
	filter  string           // that the queue was asked for last
	devices *fakeDevices
	readers map[string]*reader // by language; nil: nobody reads
	second  *residentWindow
	speaks  string // the language that every function begins in
}

// press is a key on what lay on top of the window; of keys that stand for a choice with its label.
type press struct{ on, key, label string }

// newWalk makes a window that everything can be asked of.
func newWalk(tb testing.TB, language string) *walk {
	w := &walk{rig: MustRig(tb, language, false), speaks: language, asked: map[string]bool{}, pressed: map[press]bool{}, offered: map[press]string{}}
	w.second = w.UI.resident
	w.plug()
	return w
}

// begin puts the window back to the shut door, brings the function's scene, and forgets what was asked for.
func (w *walk) begin(f function) {
	w.question, w.gate, w.tour = nil, nil, nil
	w.UI.resident, w.turned = w.second, false
	w.plug()
	w.clock = uidemo.Now // figures and roster are of that day
	w.wedge.reset()
	clear(w.held)
	w.screen, w.where, w.view = nil, atLogin, uidemo.Scenes()[0].View
	w.forget()
	w.roster = rosterState{}
	w.choose(Prefs{Language: w.speaks, Resident: true})
	w.scene(f.scene)
	if f.set != nil {
		f.set(w)
	}
	w.active = w.clock
	w.drain()
	w.did, w.filter = nil, ""
}

// play presses a function's keys and answers what came of it; tap has the last one tapped on its button.
func (w *walk) play(f function, tap bool) (did, then string) {
	w.begin(f)
	keys := splitKeys(f.keys)
	for i, k := range keys {
		w.see(f.name)
		w.step(f, k, tap && i == len(keys)-1)
	}
	w.see(f.name)
	w.drain()
	return strings.Join(w.did, "; "), w.standing()
}

// splitKeys reads the keys of a function; what is between strokes is one text.
func splitKeys(keys string) (out []string) {
	for keys != "" {
		keys = strings.TrimLeft(keys, " ")
		at := strings.IndexByte(keys, ' ')
		if strings.HasPrefix(keys, "'") {
			at = strings.IndexByte(keys[1:], '\'') + 2
		}
		if at < 0 {
			at = len(keys)
		}
		out, keys = append(out, keys[:at]), keys[at:]
	}
	return out
}

// step presses one key, or has it tapped.
func (w *walk) step(f function, k string, tap bool) {
	w.tb.Helper()
	w.clock = w.clock.Add(300 * time.Millisecond)
	switch {
	case strings.HasPrefix(k, "'"):
		w.typeText(k[1 : len(k)-1])
		return
	case strings.HasPrefix(k, "scan:"):
		w.scan(k[len("scan:"):])
		return
	case strings.HasPrefix(k, "="):
		k = w.number(f, k[1:])
	case k == "Tab":
		w.window.Canvas().FocusNext()
		return
	}
	second := strings.HasPrefix(k, "~")
	k = strings.TrimPrefix(k, "~")
	b := w.button(k)
	if b == nil && !second && !isMove(k) && !w.said(k) {
		w.tb.Errorf("%s: %s: %q is printed on no button that can be pressed", w.words.Language, f.name, k)
	}
	w.mark(k, b)
	if tap && b != nil && k != "Up" { // one button stands for up and down
		b.Tapped(nil)
		return
	}
	if len(k) == 1 {
		w.digits(k)
		return
	}
	w.press(named(k))
}

// number is the key printed beside a label.
func (w *walk) number(f function, key string) string {
	for _, b := range w.buttons() {
		if b.Label() == w.words.Say(key) {
			return b.Key()
		}
	}
	w.tb.Errorf("%s: %s: nothing is labelled %q", w.words.Language, f.name, key)
	return "0"
}

// named is the toolkit's name of a printed key.
func named(k string) fyne.KeyName {
	names := map[string]fyne.KeyName{"PgUp": fyne.KeyPageUp, "PgDn": fyne.KeyPageDown, "←": fyne.KeyLeft, "→": fyne.KeyRight}
	if n, ok := names[k]; ok {
		return n
	}
	return keyOf(k)
}

// isMove tells whether a key only moves within a list, a table or from field to field, as everywhere.
func isMove(k string) bool {
	return slices.Contains([]string{"Up", "Down", "PgUp", "PgDn", "Home", "End", "Tab"}, k)
}

// said tells whether a sentence in sight names a key, or any key.
func (w *walk) said(k string) bool {
	_, found := w.onTop().(*reveal)
	eachText(w.top(), func(t *look.Text) { found = found || slices.Contains(strings.FieldsFunc(t.Text(), notOfWord), k) })
	return found
}

// top is what the keys are meant for: the lock, a question or the screen.
func (w *walk) top() fyne.CanvasObject {
	switch {
	case w.gate != nil:
		return w.gate.object()
	case w.awake.box.Visible():
		return w.awake.box
	case w.question != nil:
		return w.question.object()
	}
	return w.root
}

// buttons are those in sight that can be pressed; the pad of digits is for fingers.
func (w *walk) buttons() (out []*look.KeyButton) {
	eachTarget(w.top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*look.KeyButton); ok && b.Enabled() && !slices.Contains(w.pad.keys, b) {
			out = append(out, b)
		}
	})
	return out
}

func (w *walk) button(k string) *look.KeyButton {
	for _, b := range w.buttons() {
		if b.Key() == k || b.Key() == "↑↓" && (k == "Up" || k == "Down") {
			return b
		}
	}
	return nil
}

// see writes down what is offered now, and reads it.
func (w *walk) see(name string) {
	if w.readers != nil {
		w.read(name)
	}
	for _, b := range w.buttons() {
		if p := w.pressOf(b.Key(), b); w.offered[p] == "" && w.words.Language == w.speaks {
			w.offered[p] = name
		}
	}
}

func (w *walk) mark(k string, b *look.KeyButton) {
	w.pressed[w.pressOf(k, nil)] = true
	if b != nil {
		w.pressed[w.pressOf(b.Key(), b)] = true
	}
}

// pressOf names a press. What a key of the lane means changes with its label; of a list to choose from the label
// alone counts, since the numbers change.
func (w *walk) pressOf(k string, b *look.KeyButton) press {
	p := press{on: typeName(w.onTop()), key: k}
	if b == nil {
		return p
	}
	label := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, b.Label())
	switch w.onTop().(type) {
	case *choice:
		if len(k) == 1 {
			return press{on: p.on, label: label}
		}
	case *laneScreen:
		if !slices.Contains([]string{"F9", "F10", "F11", "F12", "PgUp"}, k) { // which say how something stands
			p.label = label
		}
	}
	return p
}

func (w *walk) onTop() any {
	switch {
	case w.gate != nil:
		return w.gate
	case w.awake.box.Visible():
		return w.awake
	case w.question != nil:
		return w.question
	}
	return w.screen
}

func typeName(x any) string { _, name, _ := strings.Cut(fmt.Sprintf("%T", x), "."); return name }

// drain writes down what the lane was asked for.
func (w *walk) drain() {
	for {
		select {
		case c := <-w.commands:
			w.asked["lane "+string(c.Action)] = true
			if c.Action != lane.ActionActive {
				w.write(commandWords(string(c.Action), string(c.Reason), c.Note, c.Text, string(c.Document), c.Typed, c.Staff.ID))
			}
		default:
			for _, d := range w.deskFake.Done {
				w.write(d)
			}
			w.deskFake.Done = nil
			return
		}
	}
}

// agreed names the text that was agreed to.
var agreed = regexp.MustCompile(`^[0-9]+/(id|en)/[a-z-]+$`)

// commandWords are those of a command that say something.
func commandWords(action, reason, note, text, document string, t lane.Typed, staff string) string {
	text = agreed.ReplaceAllString(text, "consented")
	all := []string{action, reason, note, text, document, string(t.NIK), t.Email, t.Phone, string(t.Kind), string(t.Purpose), t.Follows, staff}
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}

// folders are those that change from run to run.
var folders = regexp.MustCompile(`(^| )/\S*/`)

func (w *walk) write(what string) { w.did = append(w.did, folders.ReplaceAllString(what, "$1")) }

// notOfWord tells what separates words.
func notOfWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }
