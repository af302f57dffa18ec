// Package ui is what staff and residents see: the log-in, the lane, the queue and the
// resident's window.
//
// Each screen has a model, a plain struct that a pure function makes from a snapshot
// (lanemodel.go, barmodel.go, queuemodel.go, residentmodel.go), and a screen that puts
// a model into widgets (lanescreen.go …). Models hold finished sentences: all that is
// decided about what is shown is decided there, and tested without a window.
//
// Everything in a screen runs on the toolkit's main goroutine. What others bring
// (snapshots, pictures, answers of slow work) comes through one bridge (bridge.go),
// the newest first, with at most one call pending.
package ui
