package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// admin is "pusat admin add NAME", "pusat admin reset-factor NAME" and "pusat admin list". The password is the first
// line of the standard input, so that it stands neither on a command line nor in its
// history; who got it from somebody else must change it (--first).
func (m *Main) admin(ctx context.Context) error {
	switch {
	case len(m.args) == 1 && m.args[0] == "list":
		return m.listAdmins(ctx)
	case len(m.args) == 2 && m.args[0] == "reset-factor":
		s, err := m.service(ctx, nil)
		if err != nil {
			return err
		}
		return s.ResetFactor(ctx, m.who(), m.args[1])
	case len(m.args) != 2 || m.args[0] != "add":
		return usageError("admin add NAME (password on the standard input), admin reset-factor NAME, or admin list")
	}
	line, err := bufio.NewReader(io.LimitReader(m.Stdin, 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read password: %w", err)
	}
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	name := m.Config.Name
	if name == "" {
		name = m.args[1]
	}
	a := registry.Admin{ID: m.args[1], Name: name, Role: registry.AdminRole(m.Config.Role)}
	err = s.AddAdmin(ctx, m.who(), a, strings.TrimRight(line, "\r\n"), m.Config.First)
	switch enrol.CodeOf(err) {
	case enrol.CodeWeakPIN:
		return usageError("the password is too easy: at least 10 characters, not the name")
	case enrol.CodeField:
		return usageError("%v", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(m.Stdout, "%s: %s\n", a.ID, a.Role)
	return nil
}

func (m *Main) listAdmins(ctx context.Context) error {
	s, err := m.service(ctx, nil)
	if err != nil {
		return err
	}
	list, err := s.Admins(ctx, registry.Console)
	for _, a := range list {
		state := "in force"
		if !a.Revoked.IsZero() {
			state = "revoked"
		}
		fmt.Fprintf(m.Stdout, "%s\t%s\t%s\t%s\n", a.ID, a.Role, a.Name, state)
	}
	return err
}
