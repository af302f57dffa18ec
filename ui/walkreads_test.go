package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/ui/look"
)

// reader looks whether people can read what stands in a window.
type reader struct {
	foreign map[string]bool // words that only the other language has
	codes   map[string]bool // of the domain, as machines write them
	rooms   map[string]bool // what the keys of sentences begin with
	done    map[string]bool
}

// MustReader knows a language, and what is none.
func MustReader(tb testing.TB, language string) *reader {
	tb.Helper()
	r := &reader{foreign: map[string]bool{}, codes: map[string]bool{}, done: map[string]bool{}}
	own := map[string]bool{}
	r.rooms = map[string]bool{}
	for _, l := range assets.Languages {
		all, err := assets.Sentences(l)
		if err != nil {
			tb.Fatal(err)
		}
		for key, s := range all {
			room, _, _ := strings.Cut(key, ".")
			r.rooms[room] = true
			for _, word := range wordsOf(s) {
				if l == language {
					own[word] = true
				} else {
					r.foreign[word] = true
				}
			}
		}
	}
	for word := range own {
		delete(r.foreign, word)
	}
	for _, dir := range []string{"../enrol", "../enrol/lane"} {
		for _, c := range MustStrings(tb, dir, "") {
			if strings.Contains(c, "-") && !own[c] {
				r.codes[c] = true
			}
		}
	}
	return r
}

// names are those of invented people, printers and cameras, which are the same in every language.
var names = strings.NewReplacer("USB2.0 PC CAMERA", "", "CONTOH", "", "Contoh", "", "contoh", "", "WARGA", "", "penyelia", "", "latihan", "",
	"loket", "", "ntai_dua", "", "lantai_dua", "")

// wordsOf are those of a text, without names of files.
func wordsOf(s string) []string {
	files := func(s string) bool { return strings.Contains(s, "/") }
	s = strings.Join(slices.DeleteFunc(strings.Fields(names.Replace(s)), files), " ")
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
}

// aKey is a sentence's key: what is shown where there is no sentence.
var aKey = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$`)

// fault is what is wrong with a text, "" for nothing.
func (r *reader) fault(text string) string {
	if r.done[text] {
		return ""
	}
	r.done[text] = true
	switch words := wordsOf(text); {
	case strings.ContainsAny(text, "{}"):
		return "has a brace"
	case aKey.MatchString(text) && r.rooms[text[:strings.IndexByte(text, '.')]]:
		return "is a key"
	case slices.ContainsFunc(words, func(s string) bool { return r.codes[s] }):
		return "has a code in it"
	case slices.ContainsFunc(words, func(s string) bool { return r.foreign[s] }):
		return "is in the other language: " + words[slices.IndexFunc(words, func(s string) bool { return r.foreign[s] })]
	}
	return ""
}

// read looks at all that stands in both windows.
func (w *walk) read(name string) {
	w.tb.Helper()
	r := w.readers[w.words.Language]
	say := func(text string) {
		if f := r.fault(text); f != "" {
			w.tb.Errorf("%s: %s: %q %s", w.words.Language, name, text, f)
		}
	}
	for _, window := range []fyne.Window{w.window, w.second.window} {
		eachText(window.Content(), func(t *look.Text) { say(t.Text()) })
		eachTarget(window.Content(), func(o fyne.CanvasObject) {
			if e, ok := o.(*look.Entry); ok {
				say(e.PlaceHolder)
			}
		})
	}
}
