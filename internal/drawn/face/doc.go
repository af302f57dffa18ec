// Package face draws faces: parts painted as soft-edged ellipses and strokes, good enough for a face
// detector and an embedding network to take them for a face. They stand in for people in tests and in
// the demonstration camera, so that no photograph of anybody is needed.
//
// A drawn face says nothing about accuracy on people: it shows that the chain works.
package face
