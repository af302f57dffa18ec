package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
)

// models lists, installs, verifies or removes face models.
func (p *program) models(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("models", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) == 0 || len(rest) > 2 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "models"))
	}
	arg := ""
	if len(rest) == 2 {
		arg = rest[1]
	}
	switch rest[0] {
	case "list":
		all, err := face.List(cfg.Models)
		return p.modelsTable(cfg, all, err, false)
	case "verify":
		all, err := face.Verify(cfg.Models)
		return p.modelsTable(cfg, all, err, true)
	case "install":
		return p.modelsInstall(ctx, cfg, arg)
	case "remove":
		if arg == "" {
			return p.fail(enrol.NewError(enrol.CodeUsage, "models").With("what", "remove ID"))
		}
		if err := face.Remove(cfg.Models, arg); err != nil {
			return p.fail(err)
		}
		return exitOK
	}
	return p.fail(enrol.NewError(enrol.CodeUsage, "models"))
}

// modelsInstall has a line for each that was tried: those installed, and on the error
// output those that were not and why. Exit status 1: one of these matters.
func (p *program) modelsInstall(ctx context.Context, cfg Config, from string) int {
	tried, err := face.Install(ctx, from, cfg.Models, nil)
	for _, in := range tried {
		m := in.Model
		if in.Err == nil {
			fmt.Fprintf(p.out, "%s (%s) %s\n", m.ID, m.Role, m.Licence)
			continue
		}
		fmt.Fprintf(p.err, "%s (%s): %s\n", m.ID, m.Role, p.whyNot(in.Err, from))
	}
	switch {
	case err == nil:
		return exitOK
	case unreachable(err):
		fmt.Fprintln(p.err, "gerai:", p.text("models.offline", nil), p.text("models.offline.do", nil))
		return exitNo
	}
	return p.fail(named(err, from))
}

// whyNot is why a model was not installed.
func (p *program) whyNot(err error, from string) string {
	switch {
	case unreachable(err) && from != "" && !strings.Contains(from, "://"):
		return p.text("models.not-there", nil)
	case unreachable(err):
		return p.text("models.offline", nil)
	}
	return p.text("code."+string(enrol.CodeOf(err)), detailsOf(err))
}

// unreachable tells that an address doesn't answer as it should. It is not the
// registry's, so it has sentences of its own.
func unreachable(err error) bool {
	switch enrol.CodeOf(err) {
	case enrol.CodeOffline, enrol.CodeSlow, enrol.CodeNonsense:
		return true
	}
	return false
}

// modelsTable prints what is installed, what of it is used, and what could be. Of a
// model that nobody has looked into it is not said that it is used: it may fail. Exit
// status 1: one of them is broken.
func (p *program) modelsTable(cfg Config, all []face.Installed, err error, looked bool) int {
	if err != nil {
		return p.fail(err)
	}
	status, used := exitOK, map[face.Role]bool{}
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	for _, m := range all {
		state := p.text("models.absent", nil)
		switch {
		case m.Err != nil:
			state, status = p.text("code."+string(enrol.CodeOf(m.Err)), detailsOf(m.Err)), exitNo
		case m.Here && (looked || m.Model.Pinned) && !used[m.Model.Role] && m.Model.Chosen(cfg.Embedder):
			state = p.text("models.used", nil)
			used[m.Model.Role] = m.Model.Role != face.RoleLiveness // of these all work together
		case m.Here:
			state = p.text("models.here", nil)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Model.ID, m.Model.Role, m.Model.Licence, state)
	}
	_ = w.Flush()
	return status
}
