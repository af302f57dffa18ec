package stage

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Gerai is a counter under test.
type Gerai struct {
	*Process
	*Trace
	Bin     string
	Dir     string
	Camera  string
	Display *Display
	Args    []string
	starts  int
}

// WindowTitle is what the counter's window is called, in both languages.
const WindowTitle = "Gerai"

// Enrol makes the counter known to the registry, as a technician does once.
func (g *Gerai) Enrol(ctx context.Context, url, code string) error {
	out, err := exec.CommandContext(ctx, g.Bin, "enrol", "--data", g.Dir, "--registry", url, "--code", code).CombinedOutput()
	if err != nil {
		return fmt.Errorf("gerai enrol: %w: %s", err, out)
	}
	return nil
}

// Start opens the window on the stage's display and brings it to the front.
func (g *Gerai) Start(ctx context.Context) error {
	if err := g.StartOn(ctx, g.Display.Env()); err != nil {
		return err
	}
	return g.Display.Focus(ctx, WindowTitle)
}

// StartOn opens the window with an environment and waits until the lane answers.
func (g *Gerai) StartOn(ctx context.Context, env []string) error {
	g.starts++
	trace := filepath.Join(g.Dir, fmt.Sprintf("trace-%d.jsonl", g.starts))
	_ = os.Remove(trace)
	g.Trace = OpenTrace(trace)
	args := append([]string{"run", "--data", g.Dir, "--camera", g.Camera, "--trace", trace}, g.Args...)
	c := exec.CommandContext(ctx, g.Bin, args...)
	c.Env = append(env, "LC_ALL=C.UTF-8")
	var err error
	if g.Process, err = start(c); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, 60*time.Second)
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
	wait, cancel := context.WithTimeout(ctx, 30*time.Second)
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
func (g *Gerai) AwaitPhase(ctx context.Context, phase string, from int) (Event, int, error) {
	return g.Await(ctx, g.Process, "phase "+phase, from, func(e Event) bool {
		return e.Kind == "phase" && e.Phase == phase
	})
}
