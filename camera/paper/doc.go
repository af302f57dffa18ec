// Package paper photographs the papers of a document desk: it finds the page by its edges, straightens it,
// turns its lines level, takes the lamp's colour and shadows out, and packs it as a small JPEG.
package paper
