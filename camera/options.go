package camera

import (
	"context"
	"log/slog"
	"time"
)

// Options say which source a Stream reads and how.
type Options struct {
	// Source is one of
	//
	//	"" or "auto"                 the first webcam, otherwise the demonstration, or none: see NoDemo
	//	"/dev/video0", "0"           a V4L2 device
	//	"lane.mp4"                   a video file, played at its own speed
	//	"pictures/"                  a folder of pictures, in the order of their names
	//	"http://…", "rtsp://…"       a network stream
	//	"demo:"                      drawn residents with their phones
	Source string

	Width, Height int // wanted of a device and of the demonstration; 0: 1280 x 720
	FPS           int // wanted of a device; pace of files where it is not 0; 0: 30 for devices and the demonstration

	Mirror bool // undo a device that mirrors; a mirrored preview is asked for at Subscribe
	Rotate int  // clockwise degrees: 0, 90, 180, 270

	Controls Controls // exposure, focus … of a device

	// Setup is asked, each time a source is opened, how to read that one: "/dev/video0", an address, "demo:". Its
	// answer takes the place of Width, Height, Mirror, Rotate and Controls. Nil: these hold for every source.
	Setup func(source string) Setup

	// NoDemo keeps "auto" from the demonstration where no webcam is plugged in: the status is then CameraNone
	// until there is one.
	NoDemo bool

	// DemoQR is asked for the text of the QR on each resident's phone in the demonstration. Nil, an
	// error or "": that phone shows nothing and the resident comes without one.
	DemoQR func(ctx context.Context) (string, error)

	// DemoLook is who shows a QR text: the number of a drawn look. Nil: one person after another.
	DemoLook func(qr string) int64

	Loop bool         // files and folders: start over at the end
	Log  *slog.Logger // nil: silent

	stall, opening, abandon, pause time.Duration // set by tests; see timing
	open                           func(ctx context.Context, spec string, o Options) (source, error)
}

// DefaultWidth and DefaultHeight are the size of pictures where none is asked for.
const DefaultWidth, DefaultHeight = 1280, 720

// timing fills what tests may shorten.
func (o Options) timing() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&o.stall, 1500*time.Millisecond) // said well within two seconds
	set(&o.opening, 20*time.Second)      // a stream over a slow line may need most of it
	set(&o.abandon, 5*time.Second)       // a read that takes longer never returns
	set(&o.pause, 500*time.Millisecond)
	return o
}

// withDefaults fills what was left out.
func (o Options) withDefaults() Options {
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = DefaultWidth, DefaultHeight
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.open == nil {
		o.open = openSource
	}
	return o.timing()
}
