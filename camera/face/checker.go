package face

import (
	"image"
	"log/slog"
	"sync"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/opencv"
	"github.com/gerai-ikd/gerai/enrol"
)

// Config says what a Checker works with.
type Config struct {
	ModelsDir   string // installed models; "": DefaultDir. It need not exist
	CascadeFile string // Haar cascade for when no detector is installed; "": the distribution's
	Embedder    string // id of the embedding model; "": the first one installed
	Log         *slog.Logger
}

// Checker finds, judges and compares faces. It may be used by several goroutines, one at a time gets
// its turn.
type Checker struct {
	mu       sync.Mutex
	detector Detector
	embedder *network
	liveness []*network
	log      *slog.Logger
	issues   []error // models that were there and could not be used
}

// New makes a Checker of what is installed. A broken model is left out and told by Issues; the error
// is CodeNoModel where not even a cascade is to be had.
//
// OpenCV is set to one thread a call: frames, codes and faces are looked at side by side, and the
// lane's PC has few cores.
func New(cfg Config) (*Checker, error) {
	opencv.SetThreads(1)
	c := &Checker{log: cfg.Log}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if cfg.ModelsDir == "" {
		cfg.ModelsDir = DefaultDir()
	}
	if err := c.load(cfg); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// Issues are the models that could not be used, and why.
func (c *Checker) Issues() []error { return c.issues }

// Detector names what finds the faces: a model's id, or "haar".
func (c *Checker) Detector() string { return c.detector.ID() }

// Close frees the networks.
func (c *Checker) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.detector != nil {
		_ = c.detector.Close()
	}
	if c.embedder != nil {
		c.embedder.close()
	}
	for _, n := range c.liveness {
		n.close()
	}
	return nil
}

// leastSide is the smallest side of a frame that is looked at.
const leastSide = 32

// Inspect finds and judges the faces of a frame. The error is a fault of the machinery. For the frames of
// a live picture Follow is cheaper.
func (c *Checker) Inspect(img *image.RGBA) (Findings, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := Findings{Size: img.Rect.Size(), Hint: HintNoFace}
	if img.Rect.Dx() < leastSide || img.Rect.Dy() < leastSide {
		return out, nil
	}
	faces, err := c.detector.Faces(img)
	if err != nil {
		return out, enrol.WrapError(enrol.CodeInternal, "find faces", err)
	}
	m, err := view(img)
	if err != nil {
		return out, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	return c.judge(out, m, img, faces)
}

// judge measures the largest of the faces; m is a view of img.
func (c *Checker) judge(out Findings, m gocv.Mat, img *image.RGBA, faces []Face) (Findings, error) {
	if len(faces) == 0 {
		if tooDark(img) {
			out.Hint = HintMoreLight
		}
		return out, nil
	}
	grey, err := patch(m, faces[0].Box)
	if err != nil {
		return out, enrol.WrapError(enrol.CodeInternal, "measure face", err)
	}
	out.Faces = faces
	out.Quality = Assess(faces, out.Size, grey)
	out.Hint, out.OK = worst(out.Quality), good(out.Quality)
	return out, nil
}
