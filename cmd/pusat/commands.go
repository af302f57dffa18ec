package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/population"
)

// importResidents reads a CSV file. Bad lines are named on stderr and make the command
// fail; the good ones are kept all the same, unless it is a dry run.
func (m *Main) importResidents(ctx context.Context) error {
	if len(m.args) != 1 {
		return usageError("import needs one CSV file")
	}
	f, err := os.Open(m.args[0])
	if err != nil {
		return fmt.Errorf("open residents: %w", err)
	}
	defer f.Close()
	if err := m.open(ctx); err != nil {
		return err
	}
	portraits := newPortraits(m.args[0], m.Config.faces())
	defer portraits.close()
	options := population.Options{Dry: m.Config.DryRun, Now: m.Clock(), Portrait: portraits.read}
	report, err := registry.Import(ctx, m.db, m.who(), f, options)
	if err != nil {
		return fmt.Errorf("import residents: %w", err)
	}
	for _, e := range report.Errors {
		fmt.Fprintln(m.Stderr, e.Error())
	}
	fmt.Fprintf(m.Stdout, "lines %d, good %d, changed %d, bad %d\n", report.Lines, report.Good, report.Changed, report.Bad)
	if report.Portraits > 0 {
		fmt.Fprintf(m.Stdout, "portraits %d, templates %d\n", report.Portraits, report.Templates)
	}
	if err := portraits.missing(); err != nil && report.Portraits > 0 {
		fmt.Fprintln(m.Stderr, err)
	} else if report.Templates < report.Portraits {
		return &enrol.Error{Code: enrol.CodeNoFace, Op: fmt.Sprintf("%d portraits can't be used", report.Portraits-report.Templates)}
	}
	if report.Bad > 0 {
		return &enrol.Error{Code: enrol.CodeField, Op: fmt.Sprintf("%d lines can't be imported", report.Bad)}
	}
	return nil
}

// enrolDevice prints a one-time code.
func (m *Main) enrolDevice(ctx context.Context) error {
	if m.Config.Outlet == "" {
		return usageError("enrol-device needs --outlet")
	}
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	code, err := s.AdminEnrolCode(ctx, m.who(), m.Config.Outlet, m.Config.Name, m.Config.Replaces)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return usageError("no outlet %q", m.Config.Outlet)
	}
	if enrol.CodeOf(err) == enrol.CodeField {
		return usageError("no device %q of outlet %q to be replaced", m.Config.Replaces, m.Config.Outlet)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, code.Text())
	return nil
}

// stats prints figures as a table, for people, or as JSON with the argument "json".
func (m *Main) stats(ctx context.Context) error {
	if err := m.open(ctx); err != nil {
		return err
	}
	figures, err := registry.ReadStatistics(ctx, m.db)
	if err != nil {
		return err
	}
	if len(m.args) == 1 && m.args[0] == "json" {
		return json.NewEncoder(m.Stdout).Encode(figures)
	}
	w := tabwriter.NewWriter(m.Stdout, 0, 4, 2, ' ', 0)
	for _, line := range figures.Lines() {
		fmt.Fprintf(w, "%s\t%s\t%d\n", line.Group, line.Key, line.N)
	}
	return w.Flush()
}

// migrate is what every command does first, alone.
func (m *Main) migrate(ctx context.Context) error {
	if err := m.open(ctx); err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, "schema up to date:", m.db.Engine())
	return nil
}
