package main

import (
	"slices"
	"sync"

	"github.com/gerai-ikd/gerai/camera"
)

// cameras are the sources that a key switches between: the one at the window of the car
// and the one over the desk, say.
type cameras struct {
	use     func(source string)
	devices func() []camera.Device

	mu  sync.Mutex
	set []string // those of the configuration; one: all devices take turns
	now string
}

func newCameras(first, second string, s *camera.Stream) *cameras {
	c := &cameras{use: s.Use, devices: camera.Devices, set: []string{first}, now: first}
	if second != "" {
		c.set = append(c.set, second)
	}
	return c
}

// next changes to the other camera and answers its name; "": there is only one.
func (c *cameras) next() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.all()
	if len(all) < 2 {
		return ""
	}
	i := max(0, slices.Index(all, c.now)) // "auto" is the first device
	c.now = all[(i+1)%len(all)]
	c.use(c.now)
	return c.now
}

// all are the sources to choose from. A device that is plugged in later is among them.
func (c *cameras) all() []string {
	if len(c.set) > 1 {
		return c.set
	}
	var out []string
	for _, d := range c.devices() {
		out = append(out, d.Path)
	}
	return out
}
