package face

import (
	"context"
	"io"

	"github.com/gerai-ikd/gerai/enrol"
)

// Step tells how far an installation is.
type Step struct {
	Model  Model // that is being installed
	At, Of int   // the first is 1
	Bytes  int64 // read of Model.Bytes, which is 0 where nobody knows
}

// heardReader tells how much was read of a model, and ends with its context.
type heardReader struct {
	io.Reader
	ended func() error
	hear  func(Step)
	step  Step
}

// Read implements io.Reader.
func (h *heardReader) Read(p []byte) (int, error) {
	if err := h.ended(); err != nil {
		return 0, err
	}
	n, err := h.Reader.Read(p)
	h.step.Bytes += int64(n)
	if h.hear != nil {
		h.hear(h.step)
	}
	return n, err
}

// cancelled is CodeCancelled where ctx has ended, whatever that made of the last model.
func cancelled(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return enrol.WrapError(enrol.CodeCancelled, "install models", err)
	}
	return nil
}
