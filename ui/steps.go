package ui

import "fyne.io/fyne/v2"

// stepped is where a key leads from place at in a list of n things, rows of which are
// on a page. A key that moves nothing answers at.
func stepped(k fyne.KeyName, at, n, rows int) int {
	steps := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: rows, fyne.KeyPageUp: -rows}
	if steps[k] == 0 || n == 0 {
		return at
	}
	return min(max(at+steps[k], 0), n-1)
}
