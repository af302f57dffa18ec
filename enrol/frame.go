package enrol

import (
	"image"
	"time"
)

// Frame is one picture of the camera. The pictures belong to whoever gave the frame
// out and are valid until the next one is asked for.
type Frame struct {
	Seq uint64
	At  time.Time // when the read from the device returned

	// Picture is a number that stays the same for as long as a camera sends the very same
	// picture again, so that a frozen one is looked at once. 0: not told. A recording or a
	// drawing may well stand still: there every frame has its own.
	Picture uint64

	RGBA *image.RGBA // nil where not subscribed
	Gray *image.Gray // nil where not subscribed; full-range luminance
}

// CameraState is what staff need to know about a camera.
type CameraState string

// The camera's states.
const (
	CameraOff      CameraState = "off"
	CameraStarting CameraState = "starting"
	CameraLive     CameraState = "live"
	CameraStalled  CameraState = "stalled" // open, but no frame for two seconds
	CameraLost     CameraState = "lost"    // gone; being looked for
	CameraNone     CameraState = "none"    // none is plugged in; being looked for
	CameraBusy     CameraState = "busy"    // another program has it
	CameraEnded    CameraState = "ended"   // a recording is over
)

// CameraFault is a picture that arrives but is of no use.
type CameraFault string

// The faults.
const (
	FaultNone   CameraFault = ""
	FaultBlack  CameraFault = "black"  // lens covered, or the privacy switch
	FaultGreen  CameraFault = "green"  // a driver's empty buffer
	FaultFrozen CameraFault = "frozen" // the same picture again and again
	FaultDrawn  CameraFault = "drawn"  // the demonstration's people where real ones are served; the lane finds it, no camera
)

// CameraStatus is one snapshot of a camera.
type CameraStatus struct {
	State         CameraState
	Fault         CameraFault
	Grey          bool   // pictures arrive without any colour: of use, but not what a selfie should be
	Source        string // as shown to staff: "/dev/video0", "demo"
	Demo          bool   // the built-in demo camera, not a real one
	Since         time.Time
	FPS           float64
	Width, Height int
	Err           error // last cause, for the log and doctor
}
