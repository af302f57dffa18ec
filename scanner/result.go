package scanner

import (
	"image"
	"time"
)

// Result is what was read from one frame.
type Result struct {
	Text    string         // the content; byte segments without a declared charset are taken as UTF-8 where valid
	Bytes   []byte         // the content's bytes as they stand in the code
	Pass    string         // the name of the pass that read it
	Elapsed time.Duration  // time spent on this frame
	Corners [4]image.Point // of the code in the frame's pixels: top left, top right, bottom right, bottom left
	Modules int            // modules a side, 21 to 177
}
