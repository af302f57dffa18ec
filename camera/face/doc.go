// Package face looks at a frame's faces: where they are, whether a selfie of them is worth keeping,
// and how alike two of them are.
//
// It works with what is installed. Detection is YuNet where its model is installed, otherwise OpenCV's
// own Haar cascade; the 1:1 comparison needs an embedding model and is left to staff without one. A
// score is advice: no function of this package refuses anybody.
//
// Pixels are those of the frame; a face's points are in the picture's order, so "left" is the left of
// the picture, not of the person.
package face
