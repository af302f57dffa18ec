package camera

import (
	"errors"
	"image"
	"time"
)

// source is one opened camera, file, stream or drawing. It is used by one goroutine.
type source interface {
	// next waits for the next frame. Its bytes (RGBA) are valid until the next call.
	next() (size image.Point, pix []uint8, err error)
	// about tells what it is; it does not change while the source is open.
	about() about
	close()
}

// about describes an open source.
type about struct {
	name string        // as shown to staff
	demo bool          // drawn by ourselves
	live bool          // a picture of now: a frozen one is a fault
	pace time.Duration // between two frames of a recording; 0: the source sets its own pace
}

// errEnded is the end of a recording.
var errEnded = errors.New("recording is over")

// errNone is that there is nothing to open.
var errNone = errors.New("no camera is plugged in")

// errGone is a source that stopped delivering.
var errGone = errors.New("no more pictures")
