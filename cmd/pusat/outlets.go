package main

import (
	"context"
	"fmt"
	"os"
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
