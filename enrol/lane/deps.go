package lane

import (
	"context"
	"image"
	"log/slog"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Frames gives the newest picture of a camera; a frame is valid until the next call.
type Frames interface {
	Next(ctx context.Context) (*enrol.Frame, error)
}

// Sighting is what a reader saw in one frame.
type Sighting struct {
	Text    string         // "" where nothing was read
	Corners [4]image.Point // of the code; zero where unknown
	Hint    string         // translation key of the advice after a miss; "" none
}

// Reader reads QR codes. It is used by one goroutine.
type Reader interface {
	Read(img *image.Gray) Sighting
	Reset() // forget the frames before: another resident
}

// Selfie is the picture that was taken, and what a comparison needs of it.
type Selfie struct {
	JPEG  []byte
	Thumb image.Image
	Probe any // the eye's own; nil for a selfie that comes from a draft
}

// Look is what an eye saw in one frame.
type Look struct {
	Box      image.Rectangle // of the largest face, frame coordinates; empty: none
	Hint     string          // translation key of the worst fault; "" all is well
	Progress float64         // 0…1 until the selfie is taken
	Selfie   *Selfie         // taken with this frame
}

// Eye finds faces and takes the selfie by itself. Look and Reset are called by one
// goroutine, Compare by another.
type Eye interface {
	Look(f *enrol.Frame, takeNow bool) (Look, error)
	Reset()
	// Keep takes a frame as it is, with a face or without: the exception.
	Keep(f *enrol.Frame) (Selfie, error)
	// Compare matches a selfie with a reference. Where there is no reference, or no
	// model for it, the answer has MethodStaff and no band, and no error; Other names the
	// model of a reference that is another's.
	Compare(ctx context.Context, s Selfie, ref *enrol.FaceTemplate) (enrol.FaceResult, error)
}

// Registry is what the lane asks online; each call may fail with CodeOffline.
type Registry interface {
	Token(ctx context.Context, token string) (qr string, err error)
	Lookup(ctx context.Context, n enrol.NIK) (Record, error)
	// Standing asks about a resident who is being served; qr is the text of her QR, "" where there is none.
	Standing(ctx context.Context, n enrol.NIK, qr string) (Standing, error)
}

// Record is what the registry knows of a resident.
type Record struct {
	Known         bool
	Resident      enrol.Resident
	Account       enrol.Account
	ApprovedToday bool
	Template      *enrol.FaceTemplate
}

// startsAnew tells whether a case of a kind is a first activation, whatever it is called: the
// registry has no identity to bring back.
func (r Record) startsAnew(k enrol.Kind) bool {
	return k == enrol.KindReactivate && r.Known && r.Account == enrol.AccountUnknown
}

// Figures are the counter's day so far.
type Figures struct {
	Done   int
	Median time.Duration // of approved cases, from opened to decided
}

// Deps is what a lane works with. All are needed but Frames and Eye (no camera),
// Registry and Offers (never a line), Print, ReadFile and FreeDisk.
type Deps struct {
	QRFrames   Frames // grey pictures
	FaceFrames Frames // colour pictures
	Reader     Reader
	Tests      func() bool // Reader is being tried, and is asked whoever is there; called from the eye's goroutine. nil: never
	Eye        Eye
	Verify     func(ctx context.Context, text string, now time.Time) (enrol.Credential, error)
	ReadFile   func(ctx context.Context, path string) (text string, err error)
	Desk       enrol.Desk
	Books      enrol.Books
	Audit      enrol.Audit
	Backlog    func(ctx context.Context) (enrol.Backlog, error)
	Figures    func(ctx context.Context, now time.Time) (Figures, error)
	Registry   Registry
	Offers     Offers
	Camera     func() enrol.CameraStatus
	Link       func() enrol.Link
	// Print puts a slip on paper, or keeps it as a file. With an error File may be set all
	// the same: the printer failed, and it was kept. nil: there is no paper.
	Print func(ctx context.Context, s enrol.Slip) (enrol.Printed, error)
	// SealPage seals the JPEG of a paper's page to the registry, so that this PC can't read it any more. nil:
	// no papers are photographed.
	SealPage func(jpeg []byte) ([]byte, error)
	// DeskCamera turns to the camera over the desk, and back; it must not block. nil: there is one camera.
	DeskCamera func(on bool)

	Nudge    func()           // there is something to deliver
	FreeDisk func() int64     // bytes; -1 unknown
	Now      func() time.Time // runs evenly: for pauses, and for what has been on the screen how long
	// Time is the right time, as far as it is known; nil: Now. It jumps where the registry puts it right.
	Time     func() time.Time
	Trust    func() enrol.ClockTrust // how far Time can be relied on; nil: it is sure
	NewID    func() string           // UUIDv7
	Device   string
	Counter  string        // this PC as staff know it, for slips; "": they name none
	IdleLock time.Duration // this PC's own idle lock, where it is shorter than the registry's; 0: none
	Training bool          // every case carries the mark: nothing of it is ever sent
	Drawn    bool          // the demonstration's drawn people are the residents here
	BothEyes bool          // look for codes and faces all the time, for measurements; what is not wanted is dropped
	Log      *slog.Logger
}
