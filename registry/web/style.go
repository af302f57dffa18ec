package web

import _ "embed" // the palette

//go:embed base.css
var base []byte

// Style is a room's style sheet under the palette that all rooms share.
func Style(own []byte) []byte {
	return append(append([]byte{}, base...), own...)
}
