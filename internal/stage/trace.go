package stage

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// Event is one line of gerai's trace (flag --trace): what the screen shows, without
// anything personal.
type Event struct {
	At      time.Time `json:"t"`
	Kind    string    `json:"ev"` // "phase", "camera", "live", "open", "stats"; "login", "lane", "queue", "cameras": the screen that is open
	Phase   string    `json:"phase,omitempty"`
	Prompt  string    `json:"prompt,omitempty"`
	Problem string    `json:"problem,omitempty"`
	Case    string    `json:"case,omitempty"`
	Locked  bool      `json:"locked,omitempty"` // nobody touched anything for too long
	Pending int       `json:"pending"`
	Online  bool      `json:"online"`
	Outlet  bool      `json:"outlet,omitempty"` // the counter has its outlet's books, and knows its people
	Link    string    `json:"link,omitempty"`   // why the registry can't be reached
	Camera  string    `json:"camera,omitempty"` // its state; with "camera" and "live" what it is
	Rows    int       `json:"rows,omitempty"`   // of the table on the screen
	Stats   *Stats    `json:"stats,omitempty"`
}

// Stats are the preview's figures since the last such event.
type Stats struct {
	Seconds    float64 `json:"seconds"`
	Read       int     `json:"read"` // pictures that came from the camera
	Painted    int     `json:"painted"`
	PaintP50   float64 `json:"paint_p50_ms"` // read to paint
	PaintP95   float64 `json:"paint_p95_ms"`
	CPU        float64 `json:"cpu"`           // cores
	RSS        int64   `json:"rss"`           // bytes
	MainMaxMS  float64 `json:"main_max_ms"`   // longest between two looks at the keyboard, painting included
	HandedMax  float64 `json:"handed_max_ms"` // longest until work handed to the main goroutine was begun
	MainCPUMS  float64 `json:"main_cpu_ms"`   // most that the window's own thread worked between two signs of life
	Scans      int     `json:"scans"`
	FaceLooks  int     `json:"looks"`
	AllocBytes uint64  `json:"alloc_bytes"`
	Blocks     []Block `json:"blocks"` // those of the main goroutine above 30 ms
}

// Block is a time in which the window did not look at the keyboard.
type Block struct {
	Until time.Time `json:"until"`
	MS    float64   `json:"ms"`
}

// Trace reads a trace file while it grows.
type Trace struct {
	path string
	off  int64
	seen []Event
}

// OpenTrace follows path, which need not exist yet.
func OpenTrace(path string) *Trace { return &Trace{path: path} }

// Events answers all that were written so far.
func (t *Trace) Events() []Event {
	f, err := os.Open(t.path)
	if err != nil {
		return t.seen
	}
	defer f.Close()
	if _, err := f.Seek(t.off, 0); err != nil {
		return t.seen
	}
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return t.seen // a half line is read again
		}
		t.off += int64(len(line))
		var e Event
		if json.Unmarshal(line, &e) == nil {
			t.seen = append(t.seen, e)
		}
	}
}

// Await answers the first event after the one numbered from that f likes, and its
// number.
func (t *Trace) Await(ctx context.Context, p *Process, what string, from int, f func(Event) bool) (Event, int, error) {
	var found Event
	at := -1
	err := poll(ctx, p, what, func() bool {
		for i, e := range t.Events() {
			if i >= from && f(e) {
				found, at = e, i
				return true
			}
		}
		return false
	})
	if err != nil {
		if n := len(t.seen); n > 0 {
			err = fmt.Errorf("%w\nlast event: %+v", err, t.seen[n-1])
		}
		return Event{}, -1, err
	}
	return found, at, nil
}

// AwaitNow waits until the newest event of a phase is one that f likes: until the
// screen shows it, whenever that began.
func (t *Trace) AwaitNow(ctx context.Context, p *Process, what string, f func(Event) bool) error {
	var newest Event
	err := poll(ctx, p, what, func() bool {
		for _, e := range t.Events() {
			if e.Kind == "phase" {
				newest = e
			}
		}
		return newest.Kind != "" && f(newest)
	})
	if err != nil {
		return fmt.Errorf("%w\nnewest phase: %+v", err, newest)
	}
	return nil
}
