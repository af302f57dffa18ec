package main

import (
	"encoding/json"
	"os"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// tracer writes what the screen shows as JSON lines, for measurements and support:
// phases, codes and figures, never anything personal. A nil tracer writes nothing.
type tracer struct {
	mu   sync.Mutex
	file *os.File
	last traceEvent
}

type traceEvent struct {
	At      time.Time    `json:"t"`
	Kind    string       `json:"ev"`
	Phase   string       `json:"phase,omitempty"`
	Prompt  string       `json:"prompt,omitempty"`
	Problem string       `json:"problem,omitempty"`
	Case    string       `json:"case,omitempty"`
	Locked  bool         `json:"locked,omitempty"`
	Pending int          `json:"pending"`
	Online  bool         `json:"online"`
	Outlet  bool         `json:"outlet,omitempty"` // the counter knows whose it is, and its people
	Link    string       `json:"link,omitempty"`   // why the registry can't be reached
	Camera  string       `json:"camera,omitempty"`
	Rows    int          `json:"rows,omitempty"` // of the table on the screen
	Stats   *traceFigure `json:"stats,omitempty"`
}

// traceFigure is what the preview did in the last second or so.
type traceFigure struct {
	Seconds  float64 `json:"seconds"`
	Read     int     `json:"read"` // pictures that came from the camera
	Painted  int     `json:"painted"`
	PaintP50 float64 `json:"paint_p50_ms"`
	PaintP95 float64 `json:"paint_p95_ms"`
	CPU      float64 `json:"cpu"` // cores
	RSS      int64   `json:"rss"` // bytes

	MainMaxMS   float64 `json:"main_max_ms"`   // longest between two looks at the keyboard, painting included
	HandedMaxMS float64 `json:"handed_max_ms"` // longest until work handed to the main goroutine was begun
	MainCPUMS   float64 `json:"main_cpu_ms"`   // most processor time of its thread between two signs of life

	Blocks []traceBlock `json:"blocks,omitempty"` // the longer ones of those between two looks

	Scans int `json:"scans"`
	Looks int `json:"looks"`
}

// traceBlock is a time in which nobody looked at the keyboard.
type traceBlock struct {
	Until time.Time `json:"until"`
	MS    float64   `json:"ms"`
}

func openTrace(path string) (*tracer, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeConfig, "open trace", err)
	}
	return &tracer{file: f}, nil
}

// view writes a line when what matters has changed.
func (t *tracer) view(v lane.View) {
	if t == nil {
		return
	}
	e := traceEvent{Kind: "phase", Phase: string(v.Phase), Prompt: v.Prompt, Problem: string(v.Problem),
		Pending: v.Backlog.Pending, Online: v.Link.Online, Outlet: v.Outlet != "", Camera: string(v.Camera.State), Locked: v.Lock.On}
	if v.Case != nil {
		e.Case = v.Case.ID
	}
	if !v.Link.Online {
		e.Link = string(v.Link.LastError)
	}
	t.mu.Lock()
	same := e == t.last
	t.last = e
	t.mu.Unlock()
	if !same {
		t.write(e)
	}
}

// shown writes which screen is open, and how many rows its table has got.
func (t *tracer) shown(screen string, rows int) { t.write(traceEvent{Kind: screen, Rows: rows}) }

// drawn writes a line when the window has taken a phase up.
func (t *tracer) drawn(p lane.Phase) {
	t.write(traceEvent{Kind: "screen", Phase: string(p)})
}

func (t *tracer) write(e traceEvent) {
	if t == nil {
		return
	}
	e.At = time.Now()
	line, err := json.Marshal(e)
	if err != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = t.file.Write(append(line, '\n')) // a full disk must not stop the lane
}
