package face

import (
	"errors"
	"os"

	"github.com/gerai-ikd/gerai/enrol"
)

// load makes the networks of the installed models. What is broken becomes an issue.
func (c *Checker) load(cfg Config) error {
	m, err := known(cfg.ModelsDir)
	if err != nil {
		c.issue(err)
	}
	for _, model := range m.Models {
		if err := c.loadModel(cfg, model); err != nil && !errors.Is(err, os.ErrNotExist) {
			c.issue(err)
		}
	}
	if c.detector != nil {
		return nil
	}
	haar, err := newHaar(cfg.CascadeFile)
	if err != nil {
		return err
	}
	c.detector = haar
	return nil
}

func (c *Checker) issue(err error) {
	c.issues = append(c.issues, err)
	c.log.Warn("face model not used", "code", enrol.CodeOf(err), "err", err)
}

// loadModel reads, checks and, where it is not pinned, probes a model, and puts it to its place. A
// place that is taken stays so: the manifest's order is the order of preference.
func (c *Checker) loadModel(cfg Config, m Model) error {
	if m.Role != RoleDetector || c.detector != nil {
		return nil
	}
	data, err := m.read(cfg.ModelsDir)
	if err != nil {
		return err
	}
	d, err := newYunetDetector(data, m)
	if err != nil {
		return err
	}
	c.detector = d
	return nil
}
