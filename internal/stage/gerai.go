package stage

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Gerai is a counter under test.
type Gerai struct {
	*Process
	*Trace
	Bin     string
	Dir     string
	Camera  string
	Models  string // folder of installed face models; "": none
	Display *Display
	Args    []string
	Command string // "": run
	starts  int
}

// WindowTitle is what the counter's window is called, in both languages.
const WindowTitle = "Gerai"

// Enrol makes the counter known to the registry, as a technician does once.
func (g *Gerai) Enrol(ctx context.Context, url, code string) error {
	_, err := g.Tool(ctx, "enrol", "--registry", url, "--code", code)
	return err
}

// Tool runs one of the counter's commands on its data, beside the window or without
// it, and answers what it printed.
func (g *Gerai) Tool(ctx context.Context, command string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, g.Bin, append([]string{command, "--data", g.Dir}, args...)...)
	var err error
	if c.Env, err = g.env(os.Environ()); err != nil {
		return "", err
	}
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return out.String(), fmt.Errorf("gerai %s: %w: %s\n%s", command, err, &errs, &out)
	}
	return out.String(), nil
}

// env keeps the counter in the play's folder.
func (g *Gerai) env(base []string) ([]string, error) {
	return ownEnv(base, filepath.Join(g.Dir, "home"))
}

// Queue is what the counter's own books say of every case, also of those answered.
func (g *Gerai) Queue(ctx context.Context) ([]enrol.Item, error) {
	out, err := g.Tool(ctx, "queue", "list", "--json", "--all")
	if err != nil {
		return nil, err
	}
	var items []enrol.Item
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var it enrol.Item
		if err := d.Decode(&it); err != nil {
			return nil, fmt.Errorf("read queue: %w", err)
		}
		items = append(items, it)
	}
	return items, nil
}

// Start opens the window on the stage's display and brings it to the front.
func (g *Gerai) Start(ctx context.Context) error {
	if err := g.StartOn(ctx, g.Display.Env()); err != nil {
		return err
	}
	return g.Display.Focus(ctx, WindowTitle)
}

// StartOn opens the window with an environment, of which only what leads out of the
// play is left out, and waits until the lane answers.
func (g *Gerai) StartOn(ctx context.Context, env []string) error {
	g.starts++
	trace := filepath.Join(g.Dir, fmt.Sprintf("trace-%d.jsonl", g.starts))
	_ = os.Remove(trace)
	g.Trace = OpenTrace(trace)
	command := "run"
	if g.Command != "" {
		command = g.Command
	}
	args := []string{command, "--data", g.Dir, "--camera", g.Camera, "--trace", trace}
	if g.Models != "" {
		args = append(args, "--models", g.Models)
	}
	c := exec.CommandContext(ctx, g.Bin, append(args, g.Args...)...)
	var err error
	if c.Env, err = g.env(env); err != nil {
		return err
	}
	if g.Process, err = startBy(c, startInFront); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	_, err = g.AwaitEvent(wait, "the window", func(e Event) bool { return e.Kind == "phase" })
	return err
}

// LogIn types name and PIN, and waits until the lane is open.
func (g *Gerai) LogIn(ctx context.Context, name, pin string) error {
	d := g.Display
	for _, do := range []func() error{
		func() error { return d.Type(ctx, name) }, func() error { return d.Key(ctx, "Return") },
		func() error { return d.Type(ctx, pin) }, func() error { return d.Key(ctx, "Return") },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	wait, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	_, err := g.AwaitEvent(wait, "the lane after log-in", func(e Event) bool { return e.Kind == "phase" && e.Phase != "closed" })
	return err
}

// AwaitEvent waits for an event of this run, looking from its beginning.
func (g *Gerai) AwaitEvent(ctx context.Context, what string, f func(Event) bool) (Event, error) {
	e, _, err := g.Await(ctx, g.Process, what, 0, f)
	return e, err
}

// AwaitPhase waits until the lane shows a phase after event number from, and answers
// that event and its number.
//
// A verdict is waited for until the window shows it too: a person presses no key before.
func (g *Gerai) AwaitPhase(ctx context.Context, phase string, from int) (Event, int, error) {
	e, at, err := g.Await(ctx, g.Process, "phase "+phase, from, func(e Event) bool {
		return e.Kind == "phase" && e.Phase == phase
	})
	if err != nil || phase != "decide" {
		return e, at, err
	}
	_, _, err = g.Await(ctx, g.Process, "the verdict in the window", at, func(e Event) bool {
		return e.Kind == "screen" && e.Phase == phase
	})
	return e, at, err
}

// OpenQueue opens the queue screen and waits until it shows as many rows, by the
// filter that it had last: at first what is pending.
func (g *Gerai) OpenQueue(ctx context.Context, rows int) error {
	return g.pressForRows(ctx, "F9", rows)
}

// FilterQueue chooses the queue screen's filter by the number on its button, and waits
// for the rows.
func (g *Gerai) FilterQueue(ctx context.Context, number, rows int) error {
	return g.pressForRows(ctx, strconv.Itoa(number), rows)
}

func (g *Gerai) pressForRows(ctx context.Context, key string, rows int) error {
	from := len(g.Events())
	if err := g.Display.Key(ctx, key); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	_, _, err := g.Await(wait, g.Process, fmt.Sprintf("%d rows in the queue", rows), from, func(e Event) bool {
		return e.Kind == "queue" && e.Rows == rows
	})
	return err
}
