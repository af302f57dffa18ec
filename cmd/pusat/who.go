package main

import (
	"os"
	"os/user"

	"github.com/gerai-ikd/gerai/registry"
)

// who is the person at this command line in the office's own record: "console/ratna", as
// the system knows her, also behind sudo.
func (m *Main) who() registry.Admin {
	by := registry.Console
	name := os.Getenv("SUDO_USER")
	if name == "" {
		u, err := user.Current()
		if err != nil {
			return by
		}
		name = u.Username
	}
	by.ID += "/" + name
	return by
}
