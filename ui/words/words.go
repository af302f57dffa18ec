// Package words turns keys and domain values into sentences in the staff's language.
//
// A language is switched by loading another Words: nothing here is global, so the
// screens of two languages can be drawn side by side in a test.
package words

import (
	"fmt"
	"strings"

	"github.com/gerai-ikd/gerai/assets"
)

// Words is one language. It is never changed and may be shared.
type Words struct {
	Language string // ISO 639-1: "id", "en"
	text     map[string]string
}

// Load reads a language from the assets.
func Load(language string) (*Words, error) {
	text, err := assets.Sentences(language)
	if err != nil {
		return nil, fmt.Errorf("load language: %w", err)
	}
	return &Words{Language: language, text: text}, nil
}

// Next is the language that follows in the order of assets.Languages.
func (w *Words) Next() string {
	for i, l := range assets.Languages {
		if l == w.Language {
			return assets.Languages[(i+1)%len(assets.Languages)]
		}
	}
	return assets.Languages[0]
}

// Has tells whether a key has a sentence.
func (w *Words) Has(key string) bool { return w.text[key] != "" }

// Say answers the sentence of key, its {names} filled from pairs of name and value.
// An unknown key is answered as it is: ugly, but nothing is hidden.
func (w *Words) Say(key string, pairs ...string) string {
	s, ok := w.text[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}

// Fill is Say with a map. Names that the map lacks become "…", so that no brace is
// ever shown.
func (w *Words) Fill(key string, args map[string]string) string {
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, name, value)
	}
	return dropBraces(w.Say(key, pairs...))
}

func dropBraces(s string) string {
	for {
		from := strings.IndexByte(s, '{')
		if from < 0 {
			return s
		}
		to := strings.IndexByte(s[from:], '}')
		if to < 0 {
			return s
		}
		s = s[:from] + "…" + s[from+to+1:]
	}
}
