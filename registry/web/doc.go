// Package web is what the residents' pages and the office's have in common: the headers
// that guard them, the palette of their style sheets, and the drawing of a QR.
package web
