// Package assets holds what is compiled into the programs and is not code: icons
// drawn for this project and the translations.
//
// Icons are SVG on a grid of 24 units (illustrations: larger), drawn with
// "currentColor", which Icon replaces: the same drawing serves the light and the dark
// theme. Translations are flat JSON objects, key to sentence: a file a language, and for
// rooms with much to say one of their own beside it ("desk.en.json").
package assets

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

//go:embed icons/*.svg translations/*.json
var files embed.FS

//go:embed app.png
var appIcon []byte

// AppIcon is the program's own icon, a PNG of 256x256.
func AppIcon() []byte { return appIcon }

// Languages are those that Sentences knows, the first one being the default
// (ISO 639-1).
var Languages = []string{"id", "en"}

// Icon answers the SVG of an icon in a colour ("#rrggbb"). The name is that of the
// file, without its ending. An unknown name is fs.ErrNotExist.
func Icon(name, colour string) ([]byte, error) {
	svg, err := files.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("read icon: %w", err)
	}
	return bytes.ReplaceAll(svg, []byte("currentColor"), []byte(colour)), nil
}

// Icons lists the names of all icons.
func Icons() []string {
	found, _ := fs.Glob(files, "icons/*.svg") // the pattern is fine, and nothing else can fail
	names := make([]string, 0, len(found))
	for _, f := range found {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(f, "icons/"), ".svg"))
	}
	sort.Strings(names)
	return names
}

// Sentences answers all texts of a language, by key. An unknown language is
// fs.ErrNotExist.
func Sentences(language string) (map[string]string, error) {
	raw, err := files.ReadFile("translations/" + language + ".json")
	if err != nil {
		return nil, fmt.Errorf("read translation: %w", err)
	}
	out := map[string]string{}
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, fmt.Errorf("read translation %s: %w", language, err)
	}
	rooms, _ := fs.Glob(files, "translations/*."+language+".json") // the pattern is fine
	for _, path := range rooms {
		if path == "translations/toolkit."+language+".json" {
			continue
		}
		raw, err := files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read translation: %w", err)
		}
		if err := json.Unmarshal(raw, &out); err != nil {
			return nil, fmt.Errorf("read translation %s: %w", path, err)
		}
	}
	return out, nil
}

// ToolkitSentences answers the window toolkit's own words ("Copy", "Paste") in a
// language that the toolkit does not bring, as the JSON that it reads; nil where it
// brings them itself.
func ToolkitSentences(language string) []byte {
	raw, err := files.ReadFile("translations/toolkit." + language + ".json")
	if err != nil {
		return nil
	}
	return raw
}
