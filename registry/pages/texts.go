package pages

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed text
var textFiles embed.FS

// texts holds every sentence by language and key.
type texts map[string]map[string]string

func readTexts() (texts, error) {
	all := texts{}
	for _, lang := range languages {
		b, err := textFiles.ReadFile("text/" + lang + ".json")
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", lang, err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("parse %s: %w", lang, err)
		}
		all[lang] = m
	}
	return all, nil
}

// say answers a sentence; pairs fill its gaps, each a name and its value.
// A missing key shows itself: a test keeps it from happening.
func (t texts) say(lang, key string, pairs ...string) string {
	s, ok := t[lang][key]
	if !ok {
		return "[" + key + "]"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}

func (t texts) has(lang, key string) bool {
	_, ok := t[lang][key]
	return ok
}

// say is the visit's own language.
func (v *visit) say(key string, pairs ...string) string { return v.texts.say(v.lang, key, pairs...) }
