package ui

import (
	"cmp"
	"slices"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// TextSizes are the sizes of text to choose from, in per cent.
var TextSizes = []int{100, 125, 150, 175}

// Papers are what slips can be printed on.
var Papers = []string{"a6", "80mm"}

// Prefs are what staff choose in the settings; they are kept on this PC.
type Prefs struct {
	Language string `json:"language"`
	TextSize int    `json:"text_size"` // one of TextSizes; 0: the first
	Dark     bool   `json:"dark"`
	Contrast bool   `json:"contrast"` // high
	Silent   bool   `json:"silent"`   // no sounds
	Resident bool   `json:"resident"` // the second window
	Corner   bool   `json:"corner"`   // the resident's side beside the picture, where there is one screen
	Slips    string `json:"slips"`    // language of slips and receipts; "": Indonesian

	Printer  string `json:"printer"`  // of slips: PrinterStandard, PrinterFile, or CUPS's name
	Sheets   string `json:"sheets"`   // of shift sheets, on A4; PrinterStandard: that of slips
	Paper    string `json:"paper"`    // one of Papers; "": what gerai.toml says
	Embedder string `json:"embedder"` // the model that compares faces; "": the first installed one
}

// style is what the look makes of them.
func (p Prefs) style() look.Style {
	return look.Style{Dark: p.Dark, High: p.Contrast, Text: float32(max(100, p.TextSize)) / 100}
}

// nextSize is the following text size, the first after the last.
func (p Prefs) nextSize() int {
	i := slices.Index(TextSizes, max(100, p.TextSize))
	return TextSizes[(i+1)%len(TextSizes)]
}

// slips is the language of the slips, next the one after it.
func (p Prefs) slips() string { return cmp.Or(p.Slips, assets.Languages[0]) }

func (p Prefs) nextSlips() string {
	i := slices.Index(assets.Languages, p.slips())
	return assets.Languages[(i+1)%len(assets.Languages)]
}

// choose takes new preferences into use and has them kept.
func (u *UI) choose(p Prefs) {
	w := u.words
	if p.Language != w.Language {
		var err error
		if w, err = words.Load(p.Language); err != nil {
			u.deps.Log.Error("switch language", "err", err)
			return
		}
	}
	was := u.prefs
	u.prefs, u.words = p, w
	if p.style() != was.style() {
		u.look = look.Styled(p.style())
	}
	u.rebuild()
	if p.Resident != was.Resident {
		u.showResident(p.Resident)
	}
	if u.deps.Changed != nil {
		u.deps.Changed(p)
	}
}

// showResident shows or hides the second window; one that was not there at the start
// comes with the next.
func (u *UI) showResident(on bool) {
	switch {
	case u.resident == nil:
		u.say(look.Info, u.words.Say("settings.next-start"))
	case on:
		u.resident.window.Show()
		u.window.RequestFocus()
	default:
		u.resident.window.Hide()
	}
}

func (u *UI) switchLanguage() {
	p := u.prefs
	p.Language = u.words.Next()
	u.choose(p)
}
