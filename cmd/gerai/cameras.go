package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/enrol"
)

// cameras are the sources that a key switches between: the one at the window of the car
// and the one over the desk, say. What staff chose of each is kept in the vault, since
// an address may hold a camera's password, and asked for whenever a source is opened.
type cameras struct {
	vault   enrol.Vault
	use     func(source string)
	devices func() []camera.Device
	log     *slog.Logger

	mu    sync.Mutex
	kept  cameraChoices
	given [2]string    // by the configuration: goes before what was chosen
	base  camera.Setup // of the configuration: for sources that nobody set up
	now   string
	lane  *string // what was shown before the desk's papers; nil: they are not photographed
}

// cameraChoices is what the camera page remembers.
type cameraChoices struct {
	Sources [2]string               `json:"sources"` // the first camera's and the second's; "": automatic, none
	Setups  map[string]camera.Setup `json:"setups"`  // by lasting address
}

// camerasKey is the vault's name for the choices.
const camerasKey = "cameras"

// newCameras reads what was chosen. Choices that can't be read are done without: the
// lane must open.
func newCameras(ctx context.Context, cfg Config, vault enrol.Vault, log *slog.Logger) *cameras {
	c := &cameras{vault: vault, devices: camera.Devices, log: log, given: [2]string{cfg.Camera, cfg.Camera2},
		base: camera.Setup{Mirror: cfg.Mirror, Rotate: cfg.Rotate}}
	text, err := vault.Get(ctx, camerasKey)
	if err == nil {
		err = json.Unmarshal(text, &c.kept)
	}
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		log.Warn("read cameras' setup", "code", enrol.CodeOf(err))
		c.kept = cameraChoices{}
	}
	c.now = c.source(0)
	return c
}

// source is the first camera's or the second's; c.mu is held, or nobody else knows c.
func (c *cameras) source(which int) string {
	source := c.kept.Sources[which]
	if c.given[which] != "" {
		source = c.given[which]
	}
	if source == "auto" {
		return ""
	}
	return source
}

// setup is how a source is read, for camera.Options.
func (c *cameras) setup(source string) camera.Setup {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.kept.Setups[lasting(source)]; ok {
		return s
	}
	return c.base
}

// lasting is the name that a source is remembered by.
func lasting(source string) string {
	if d, ok := camera.Named(source); ok {
		return d.Lasting()
	}
	if strings.HasPrefix(source, "demo") {
		return "demo:"
	}
	return source
}

// next changes to the other camera and answers its name; "": there is only one.
func (c *cameras) next() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.all()
	if len(all) < 2 {
		return ""
	}
	i := max(0, slices.Index(all, c.now)) // automatic is the first device
	c.turn(all[(i+1)%len(all)])
	return nameOf(c.now)
}

// turn shows a source.
func (c *cameras) turn(source string) {
	c.now = source
	c.use(source)
}

// all are the sources to choose from. A device that is plugged in later is among them.
func (c *cameras) all() []string {
	if second := c.source(1); second != "" {
		return []string{c.source(0), second}
	}
	var out []string
	for _, d := range c.devices() {
		out = append(out, d.Path)
	}
	return out
}

// nameOf is a source as staff know it.
func nameOf(source string) string {
	d, ok := camera.Named(source)
	if !ok || d.Name == "" {
		return camera.Shown(source)
	}
	return d.Name + " · " + d.Path
}

// keep remembers the choices.
func (c *cameras) keep(ctx context.Context) error {
	text, err := json.Marshal(c.kept)
	if err != nil {
		return enrol.WrapError(enrol.CodeInternal, "keep cameras' setup", err)
	}
	return c.vault.Put(ctx, camerasKey, text)
}
