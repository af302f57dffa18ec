package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/setup"
)

// setup brings the registry into line with a file, and prints the first PINs of new
// staff: they are shown this once, and must be changed at the first log-in.
func (m *Main) setup(ctx context.Context) error {
	if len(m.args) != 1 {
		return usageError("setup needs one TOML file")
	}
	f, err := os.Open(m.args[0])
	if err != nil {
		return fmt.Errorf("open setup: %w", err)
	}
	defer f.Close()
	content, err := setup.Read(f)
	if err != nil {
		return err
	}
	if err := m.open(ctx); err != nil {
		return err
	}
	logins, err := setup.Apply(ctx, m.db, content, calendar.West, m.Clock())
	if err != nil {
		return err
	}
	about := fmt.Sprintf("%d/%d", len(content.Outlets), len(content.Phases))
	if err := registry.RecordDeed(ctx, m.db, m.Clock(), m.who(), "setup", about, ""); err != nil {
		return err
	}
	for _, l := range logins {
		fmt.Fprintf(m.Stdout, "%s/%s: first PIN %s\n", l.Outlet, l.Staff, l.PIN)
	}
	fmt.Fprintf(m.Stdout, "outlets %d, phases %d, new staff %d\n", len(content.Outlets), len(content.Phases), len(logins))
	return nil
}

// devices lists PCs, of one outlet with --outlet.
func (m *Main) devices(ctx context.Context) error {
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	list, err := s.Devices(ctx, m.Config.Outlet)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(m.Stdout, 0, 4, 2, ' ', 0)
	for _, d := range list {
		state := "in force"
		if !d.Revoked.IsZero() {
			state = "revoked " + d.Revoked.Format(time.RFC3339)
		}
		if d.ReplacedBy != "" {
			state = strings.TrimPrefix(state+", ", "in force, ") + "replaced by " + d.ReplacedBy
		}
		fmt.Fprintf(w, "%s\t%s\t%s\tlast seen %s\t%s\n", d.ID, d.Outlet, d.Name, d.Seen.Format(time.RFC3339), state)
	}
	return w.Flush()
}

// revoke ends a device's right to report, on every instance at once.
func (m *Main) revoke(ctx context.Context) error {
	if len(m.args) != 1 {
		return usageError("revoke needs the id of one device; see pusat devices")
	}
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	err = s.AdminRevokeDevice(ctx, m.who(), m.args[0])
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return usageError("no device %q in force", m.args[0])
	}
	return err
}

// replace records that a device took another one's place: what the old one signed is taken
// from the new one, and the old one may report no more.
func (m *Main) replace(ctx context.Context) error {
	if len(m.args) != 2 || m.Config.Reason == "" {
		return usageError("replace needs the ids of the old and the new device, and --reason; see pusat devices")
	}
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	err = s.ReplaceDevice(ctx, m.who(), m.args[0], m.args[1], m.Config.Reason)
	switch enrol.CodeOf(err) {
	case enrol.CodeNotFound:
		return usageError("no such device; see pusat devices")
	case enrol.CodeField:
		return usageError("device %q can't take the place of %q: another outlet, not in force, or replaced already", m.args[1], m.args[0])
	}
	return err
}
