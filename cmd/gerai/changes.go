package main

import (
	"cmp"
	"context"
	"image"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
)

// keepEvent is how long the audit chain may take to keep a change of a setting.
const keepEvent = 30 * time.Second

// changes are settings by name, with what they were and are: "old → new".
type changes map[string]string

func (c changes) note(name, before, after string) {
	if before != after {
		c[name] = said(before) + " → " + said(after)
	}
}

func said(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// prefsChanged compares what bears on cases and papers; how the window looks and sounds is
// everybody's own affair.
func prefsChanged(before, after ui.Prefs) changes {
	c := changes{}
	c.note("printer", before.Printer, after.Printer)
	c.note("sheets", before.Sheets, after.Sheets)
	c.note("paper", before.Paper, after.Paper)
	c.note("embedder", before.Embedder, after.Embedder)
	c.note("resident-window", strconv.FormatBool(before.Resident), strconv.FormatBool(after.Resident))
	return c
}

// cameraChanged compares what is seen. A stream's address may hold a password: see nameOf.
func cameraChanged(before, after ui.CameraSetup) changes {
	c := changes{}
	prefix := "camera"
	if after.Second {
		prefix = "second-camera"
	}
	c.note(prefix, nameOf(before.Source), nameOf(after.Source))
	if before.Source != after.Source {
		return c // the rest is another device's
	}
	c.note(prefix+"-mirror", strconv.FormatBool(before.Mirror), strconv.FormatBool(after.Mirror))
	c.note(prefix+"-rotate", strconv.Itoa(before.Rotate), strconv.Itoa(after.Rotate))
	c.note(prefix+"-size", sizeOf(before.Size), sizeOf(after.Size))
	return c
}

func sizeOf(p image.Point) string { return strconv.Itoa(p.X) + "×" + strconv.Itoa(p.Y) }

// keepChanges puts changed settings into the audit chain with who is logged in, off the
// window's goroutine. Close waits for it.
func (c *counter) keepChanges(changed changes) {
	if len(changed) > 0 {
		c.keepEvent("local-settings", changed)
	}
}

func (c *counter) keepEvent(kind string, data map[string]string) {
	c.keepEventOf(c.actor(), kind, data)
}

// actor is who is logged in, for the audit chain; "system" where nobody is: before the first log-in, say.
func (c *counter) actor() string { return cmp.Or(c.lane.View().Staff.ID, "system") }

func (c *counter) keepEventOf(actor, kind string, data map[string]string) {
	c.events.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), keepEvent)
		defer cancel()
		if err := c.store.Record(ctx, kind, actor, "", data); err != nil {
			c.log.Error("record event", "kind", kind, "code", enrol.CodeOf(err))
		}
	})
}
