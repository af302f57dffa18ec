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
	if !c.wanted(cfg, m) {
		return nil
	}
	data, err := m.read(cfg.ModelsDir)
	if err != nil {
		return err
	}
	if !m.Pinned {
		if err := probe(cfg.ModelsDir, m); err != nil {
			return err
		}
	}
	if m.Role == RoleDetector {
		d, err := newYunetDetector(data, m)
		if err == nil {
			c.detector = d
		}
		return err
	}
	n, err := newNetwork(data, m)
	if err != nil {
		return err
	}
	if m.Role == RoleEmbedder {
		c.embedder = n
	} else {
		c.liveness = append(c.liveness, n)
	}
	return nil
}

func (c *Checker) wanted(cfg Config, m Model) bool {
	switch m.Role {
	case RoleDetector:
		return c.detector == nil
	case RoleEmbedder:
		return c.embedder == nil && m.Chosen(cfg.Embedder)
	}
	return true
}

// Chosen tells that a configuration that names an embedder leaves this model in; "" leaves all in.
func (m Model) Chosen(embedder string) bool {
	return m.Role != RoleEmbedder || embedder == "" || embedder == m.ID
}
