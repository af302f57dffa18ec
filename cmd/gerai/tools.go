package main

import (
	"context"
	"strings"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/ui"
	"github.com/gerai-ikd/gerai/ui/look"
)

// tools are what the settings page works with.
func (p *program) tools(c *counter, prefs ui.Prefs) ui.Deps {
	c.chosen.Store(&prefs)
	return ui.Deps{
		Prefs: prefs, Sound: c.player.Play,
		Changed: func(chosen ui.Prefs) {
			if before := c.chosen.Swap(&chosen); before != nil {
				c.keepChanges(prefsChanged(*before, chosen))
			}
			if err := writePrefs(c.cfg.Data, chosen); err != nil {
				c.log.Error("keep preferences", "err", err)
			}
		},
		Devices: devices{c, p},
		Facts:   func(context.Context) []ui.Fact { return p.facts(c.cfg) },
		Doctor:  func(ctx context.Context, language string) []ui.Finding { return p.shownFindings(ctx, c, language) },
		Bundle: func(ctx context.Context, folder string) (string, error) {
			path, err := p.supportFile(ctx, c.cfg, folder, p.findings(ctx, c.cfg, p.lookBeside(c)), p.recent.Bytes())
			if err == nil {
				c.keepEvent("support-bundle", nil)
			}
			return p.tilde(path), err
		},
	}
}

// facts are what this PC is.
func (p *program) facts(cfg Config) []ui.Fact {
	kind, err := store.KeyKind(cfg.Data)
	if err != nil || kind == "" {
		kind = "–"
	}
	models := []string{}
	if all, err := face.Verify(cfg.Models); err == nil {
		for _, m := range all {
			if m.Here && m.Err == nil {
				models = append(models, m.Model.ID)
			}
		}
	}
	if len(models) == 0 {
		models = append(models, "–")
	}
	return []ui.Fact{{Key: "fact.version", Value: version}, {Key: "fact.models", Value: strings.Join(models, ", ")},
		{Key: "fact.key", Value: kind}, {Key: "fact.data", Value: p.blot(cfg.Data)}}
}

// lookBeside looks at everything beside the running counter: the camera is asked, not
// opened a second time.
func (p *program) lookBeside(c *counter) []looker {
	camera := func(context.Context, Config) []finding {
		return p.cameraFinding(c.stream.Status())
	}
	return []looker{p.lookDisplay, camera, p.lookDetector, p.lookModels, c.lookPrinter(p), p.lookDatabase, p.lookDisk, p.lookSwap}
}

// shownFindings are the doctor's in a language, what is at fault first.
func (p *program) shownFindings(ctx context.Context, c *counter, language string) []ui.Finding {
	aside := *p
	aside.lang = language
	return aside.shownAs(aside.findings(ctx, c.cfg, aside.lookBeside(c)))
}

// shownAs turns findings into rows of the window, what is at fault first.
func (p *program) shownAs(all []finding) (out []ui.Finding) {
	tones := map[string]look.Tone{"ok": look.OK, "warning": look.Warn, "fault": look.Bad}
	for _, level := range []string{"fault", "warning", "ok"} {
		for _, f := range all {
			if f.Level == level {
				out = append(out, ui.Finding{Name: p.text("doctor."+f.What, nil), Tone: tones[level], Fact: p.blot(f.Fact), Do: f.Do})
			}
		}
	}
	return out
}
