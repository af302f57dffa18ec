package ui

import (
	"context"
	"image"

	"github.com/gerai-ikd/gerai/enrol"
)

// CameraDesk is what the camera page works with. Its methods may take long: a driver answers as it
// likes, so they are never called on the main goroutine.
type CameraDesk interface {
	// Show turns the live picture to the first camera or the second, and answers how it is set up.
	Show(ctx context.Context, second bool) (CameraSetup, error)
	// Change uses a setup from now on and remembers it by device.
	Change(ctx context.Context, s CameraSetup) (CameraSetup, error)
	// Test judges the picture of now.
	Test(ctx context.Context) CameraTest
	// Leave turns the live picture back to the first camera.
	Leave()
}

// CameraSetup is how one of the outlet's two cameras is set up, and what there is to choose from.
type CameraSetup struct {
	Second bool   // the one for cards and papers
	Source string // a device, a file, a stream, "demo:"; "": automatic, and of the second camera: none
	Size   image.Point
	Mirror bool
	Rotate int // clockwise degrees: 0, 90, 180, 270

	Exposure, Focus *CameraDial // nil: the device has none

	Sources []CameraSource // what was found, and the one in use
	Sizes   []image.Point
	Fixed   bool // the configuration names the source: another one holds until the program ends
}

// CameraSource is a source with its name for staff: "": the page has its own word for it.
type CameraSource struct{ Source, Name string }

// CameraDial is a control that a device has, in the driver's units.
type CameraDial struct {
	Least, Most, Step, Value int
	HasAuto, Auto            bool
}

// CameraTest is what the picture of now is like.
type CameraTest struct {
	Status     enrol.CameraStatus
	Measured   bool    // there was a picture; the next two are of it
	Brightness float64 // mean luminance of the face, or of the picture's middle, 0…1
	Sharpness  float64 // variance of the Laplacian of the same
	Detector   bool    // faces can be found at all
	Faces      int
	Upended    bool         // the face stands on its head
	Flaws      []CameraFlaw // of the face in view, the worst first
}

// CameraFlaw is a quality component that is not good enough: its name in ISO/IEC 29794-5, and whether
// such a picture would never be taken by itself.
type CameraFlaw struct {
	Name    string
	Refused bool
}
