package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Theme gives the toolkit's own widgets (fields, menus) the look's colours and sizes.
// It ignores the desktop's light or dark setting: the program has its own switch.
type Theme struct {
	*Look
	Base fyne.Theme // icons and fonts
}

// NewTheme makes the toolkit's theme for a look.
func NewTheme(l *Look) *Theme { return &Theme{Look: l, Base: theme.DefaultTheme()} }

var _ fyne.Theme = (*Theme)(nil)

// Color implements fyne.Theme.
func (t *Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := t.colours()[n]; ok {
		return c
	}
	variant := theme.VariantLight
	if t.IsDark {
		variant = theme.VariantDark
	}
	return t.Base.Color(n, variant)
}

func (t *Theme) colours() map[fyne.ThemeColorName]color.Color {
	p := t.Palette
	selection := p.Primary
	selection.A = 0x50
	return map[fyne.ThemeColorName]color.Color{
		theme.ColorNameBackground:          p.Ground,
		theme.ColorNameForeground:          p.Text,
		theme.ColorNameForegroundOnPrimary: p.OnPrimary,
		theme.ColorNamePrimary:             p.Primary,
		theme.ColorNameHyperlink:           p.Primary,
		theme.ColorNameFocus:               p.Focus,
		theme.ColorNameSelection:           selection,
		theme.ColorNameInputBackground:     p.Surface,
		theme.ColorNameInputBorder:         p.Border,
		theme.ColorNamePlaceHolder:         p.Muted,
		theme.ColorNameDisabled:            p.Dim,
		theme.ColorNameShadow:              color.Transparent, // the toolkit shades the edges of fields
		theme.ColorNameSeparator:           p.Line,
		theme.ColorNameMenuBackground:      p.Surface,
		theme.ColorNameOverlayBackground:   p.Surface,
		theme.ColorNameError:               p.Tones[Bad].Strong,
		theme.ColorNameWarning:             p.Tones[Warn].Strong,
		theme.ColorNameSuccess:             p.Tones[OK].Strong,
	}
}

// largestEntry is what fits a field as high as Touch.
const largestEntry = 28

// Size implements fyne.Theme.
func (t *Theme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return min(Title*max(1, t.Style.Text), largestEntry)
	case theme.SizeNameCaptionText:
		return Small
	case theme.SizeNameInnerPadding:
		return 9
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return Radius / 2
	case theme.SizeNameInputBorder:
		return 2
	}
	return t.Base.Size(n)
}

// Font implements fyne.Theme.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource { return t.Base.Font(s) }

// Icon implements fyne.Theme.
func (t *Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return t.Base.Icon(n) }
