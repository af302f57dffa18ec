package ui

import (
	"context"
	"image"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/preview"
	"github.com/gerai-ikd/gerai/ui/sound"
)

// Lane is the controller that the screens show and command; *lane.Lane is one.
type Lane interface {
	// Do asks for an action; it may wait while the lane is busy, so it is never called
	// on the main goroutine.
	Do(ctx context.Context, c lane.Command) error
	// Subscribe calls f with every snapshot, once at once.
	Subscribe(f func(lane.View))
}

// FrameSource gives the newest picture of a camera, 1280x720 or any other size, in
// RGBA; a frame is valid until the next call.
type FrameSource = preview.Source

// Deps is what the windows work with. Frames and Queue may be nil: there is no
// picture then, and no queue screen.
type Deps struct {
	App   fyne.App
	Lane  Lane
	Queue enrol.Queue
	Desk  Desk // may be nil: nothing beyond the queue's own keys then
	LogIn func(ctx context.Context, id, pin string) (enrol.Staff, error)
	// Vouch checks somebody who stands beside who is logged in; see enrol.Gatekeeper.
	Vouch func(ctx context.Context, id, pin string, role enrol.Role) (enrol.Staff, error)
	// SetPIN replaces the PIN of who must choose one of her own; nil: nobody is asked to.
	SetPIN func(ctx context.Context, id, old, pin string) (enrol.Staff, error)
	Frames func() FrameSource // called once a window
	// SwitchCamera changes to the other camera and answers its name; "": there is only
	// one. May be nil.
	SwitchCamera func() string
	// Draw draws a link as a QR, a pixel a module; nil: links are written only.
	Draw    func(link string) (image.Image, error)
	Cameras CameraDesk // of the camera page; nil: there is none
	Prefs              // Language "": the first of assets.Languages. Resident: a second window, for the resident
	Full    bool       // full screen
	// Screens are the monitors, the first one first, in the system's own units; it is
	// called on the main goroutine once the windows are there, and again and again. Where
	// there are two the resident's window fills the second. nil: one.
	Screens func() []image.Rectangle
	Kiosk   bool // nobody but a technician ends the program
	Now     func() time.Time
	Log     *slog.Logger
	// Training is the play of a training; nil: this is the real thing.
	Training *Training
	// Swap has the training take the counter's place when the windows are closed, or the
	// counter the training's; nil: it can't be had.
	Swap func()
	// Enrol makes this PC known to the registry; nil: it is, or need not be.
	Enrol *Enrolment
	// Changed is told of other preferences, to be kept; may be nil.
	Changed func(Prefs)
	// Facts are what the settings page says of this PC; Doctor looks at everything, in a
	// language, and Bundle saves a file for whoever helps into a folder and answers its path. They may
	// take long; nil: there is none.
	Facts  func(ctx context.Context) []Fact
	Doctor func(ctx context.Context, language string) []Finding
	Bundle func(ctx context.Context, folder string) (path string, err error)
	// Devices are printers, line, scanner and models, to be chosen and tried; nil: the
	// settings have no page for them.
	Devices Devices
	// Sound plays a tone and returns at once; nil: none.
	Sound func(t sound.Tone)
	// Shown is told which screen is open, "login", "lane", "queue" or "cameras", and of the queue how
	// many rows were loaded; again with every load. May be nil.
	Shown func(screen string, rows int)
	// Drawn is told each phase of the lane that the window has taken up: from then on keys
	// mean what that phase says. May be nil.
	Drawn func(p lane.Phase)
}
