package ui

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
)

// TestEveryFunctionByKeys reaches everything that the window offers by keys alone, in every language: what lane,
// desk, devices, cameras and program are then asked for, and what stands on the screen. Every key is printed
// on a button in sight; nothing that can be read is in another language, a sentence's key or a code. Then each
// button is tapped: it does what its key does. At last the window's own source says whether a key, a button, an
// action or something to be asked for lacks in this list.
func TestEveryFunctionByKeys(t *testing.T) {
	readers := map[string]*reader{}
	for _, language := range assets.Languages {
		readers[language] = MustReader(t, language)
	}
	for _, language := range assets.Languages {
		w := newWalk(t, language)
		w.readers = readers
		for _, f := range functions() {
			w.proves(f, false)
		}
		w.complete()
	}
	w, tapped := newWalk(t, assets.Languages[0]), map[string]bool{}
	for _, f := range functions() {
		keys := splitKeys(f.keys)
		last := keys[len(keys)-1]
		if what := f.did + f.then + last; !tapped[what] && !isMove(last) && last[0] != '\'' {
			tapped[what] = true
			w.proves(f, true)
		}
	}
}

// proves plays a function and compares.
func (w *walk) proves(f function, tap bool) {
	w.tb.Helper()
	did, then := w.play(f, tap)
	if did != f.did || then != f.then {
		w.tb.Errorf("%s: %s (%s at %s), tapped %v: asked for %q, want %q; there stands %q, want %q",
			w.speaks, f.name, f.keys, f.scene, tap, did, f.did, then, f.then)
	}
	if strings.Contains(f.keys, "~") && !slices.ContainsFunc(functions(), func(o function) bool {
		return o.scene == f.scene && o.did == f.did && o.then == f.then && !strings.Contains(o.keys, "~")
	}) {
		w.tb.Errorf("%s: no printed key does what %s does", f.name, f.keys)
	}
}

// complete holds what was done against what the source says there is.
func (w *walk) complete() {
	w.tb.Helper()
	c := MustCode(w.tb)
	on, keys := map[string]bool{}, map[press]bool{}
	for p := range w.pressed {
		on[p.on] = true
		keys[press{on: p.on, key: p.key}], keys[press{key: p.key}] = true, true
	}
	for h := range c.holders {
		if !on[h] {
			w.tb.Errorf("%s: no key was pressed on a %s", w.speaks, h)
		}
	}
	for p := range c.keys {
		if !keys[p] {
			w.tb.Errorf("%s: %s on %q is in the source and in no function", w.speaks, p.key, p.on)
		}
	}
	for p, name := range w.offered {
		if !w.pressed[p] {
			w.tb.Errorf("%s: %s: %s %q on %s can be pressed and is in no function", w.speaks, name, p.key, p.label, p.on)
		}
	}
	for _, a := range MustStrings(w.tb, "../enrol/lane", "Action") {
		if !w.asked["lane "+a] {
			w.tb.Errorf("%s: the lane was never asked for %q", w.speaks, a)
		}
	}
	for _, a := range MustStrings(w.tb, ".", "itemAction") {
		label := w.words.Say("queue.do-" + a)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(w.pressed)), func(p press) bool { return p.on == "choice" && p.label == label }) {
			w.tb.Errorf("%s: %q of the queue is in no function", w.speaks, a)
		}
	}
	w.allAsked()
}

// notAsked are what a program gives the window that is no function of it.
var notAsked = []string{"App", "Lane", "Frames", "Screens", "Draw", "Now", "Log", "Sound", "Shown", "Drawn", "Kiosk", "Full", "Prefs", "Queue.Backlog"}

// allAsked fails for each port and each method of one that no key has reached, and for a port that the counter
// does not have: what is behind it could be reached in a test alone.
func (w *walk) allAsked() {
	w.tb.Helper()
	ports := map[string]reflect.Type{"Desk": reflect.TypeFor[Desk](), "Queue": reflect.TypeFor[enrol.Queue](),
		"Cameras": reflect.TypeFor[CameraDesk](), "Devices": reflect.TypeFor[Devices]()}
	given := assignedIn(w.tb, "../cmd/gerai")
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Deps]()) {
		if len(f.Index) > 1 || slices.Contains(notAsked, f.Name) {
			continue
		}
		if !given[f.Name] {
			w.tb.Errorf("the counter has no %s", f.Name)
		}
		if port, ok := ports[f.Name]; ok {
			for i := range port.NumMethod() {
				if name := f.Name + "." + port.Method(i).Name; !w.asked[name] && !slices.Contains(notAsked, name) {
					w.tb.Errorf("%s: no key leads to %s", w.speaks, name)
				}
			}
			continue
		}
		if !w.asked["Deps."+f.Name] && !(f.Name == "Training" && w.asked["Training.Day"]) {
			w.tb.Errorf("%s: no key leads to %s", w.speaks, f.Name)
		}
	}
}
