package ui

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"github.com/gerai-ikd/gerai/assets"
)

// setToolkitLanguage switches the toolkit's own words ("Copy", "Paste"). It has no
// setter: it takes the language from the environment whenever translations are added.
func setToolkitLanguage(language string) {
	locales := map[string]string{"id": "id_ID.UTF-8", "en": "en_GB.UTF-8"}
	_ = os.Setenv("LC_ALL", locales[language]) // fails for an empty name only
	_ = os.Unsetenv("LANGUAGE")
	words := assets.ToolkitSentences(language)
	if words == nil {
		words = []byte("{}")
	}
	if err := lang.AddTranslationsForLocale(words, fyne.Locale(language)); err != nil {
		fyne.LogError("add the toolkit's words", err)
	}
}
