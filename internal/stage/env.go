package stage

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ownEnv is an environment for the programs of a play: that of this process without
// what would lead them out of the play's folder. A registry's real database
// (PUSAT_DSN), somebody's own configuration and face models must neither be used nor
// written to. home is made; the programs' homes and XDG folders are below it.
func ownEnv(base []string, home string) ([]string, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return nil, fmt.Errorf("find the play's home: %w", err)
	}
	own := map[string]string{"HOME": home, "LC_ALL": "C.UTF-8",
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_DATA_HOME": filepath.Join(home, "data"),
		"XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_STATE_HOME": filepath.Join(home, "state"),
		"TMPDIR": filepath.Join(home, "tmp")}
	var env []string
	real, display, authority := "", "", ""
	for _, kv := range base {
		name, value, _ := strings.Cut(kv, "=")
		switch name {
		case "HOME":
			real = value
		case "DISPLAY":
			display = value
		case "XAUTHORITY":
			authority = value
		}
		if _, ours := own[name]; !ours && !leadsAway(name) {
			env = append(env, kv)
		}
	}
	if file := filepath.Join(real, ".Xauthority"); display != "" && authority == "" && real != "" && fileExists(file) {
		env = append(env, "XAUTHORITY="+file) // who may open windows is looked up in the home
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		env = append(env, name+"="+own[name])
	}
	// The play's keys do not belong into the keyring of whoever watches it.
	env = append(env, "DBUS_SESSION_BUS_ADDRESS=disabled:")
	for name, folder := range own {
		if name == "LC_ALL" {
			continue
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("make the play's home: %w", err)
		}
	}
	return env, nil
}

// leadsAway tells whether a variable is a setting of the programs, or of PostgreSQL's
// client library, which reads its own.
func leadsAway(name string) bool {
	for _, prefix := range []string{"PUSAT_", "GERAI_", "PG"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// UserModels is the folder of the face models that the user of this machine has
// installed for herself; "": none. A play has none unless it is told to use these.
func UserModels() string {
	data := os.Getenv("XDG_DATA_HOME")
	if data == "" {
		data = filepath.Join(os.Getenv("HOME"), ".local", "share")
	}
	models := filepath.Join(data, "gerai", "models")
	if _, err := os.Stat(models); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return models
}
