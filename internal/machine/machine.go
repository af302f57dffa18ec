// Package machine says on what a benchmark's figures were taken.
package machine

import (
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
)

// unknown stands where the machine doesn't tell.
const unknown = "unknown"

// Processor is the model's name.
func Processor() string { return field("/proc/cpuinfo", "model name", ":") }

// System is the operating system's name and version.
func System() string { return strings.Trim(field("/etc/os-release", "PRETTY_NAME", "="), `"`) }

// Load is how many programs were runnable on average of the last 1, 5 and 15 minutes:
// what else the machine did.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return unknown
	}
	f := strings.Fields(string(text))
	return strings.Join(f[:min(3, len(f))], " ")
}

// Linked is the version of a module that this program is built with.
func Linked(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == module {
				return m.Version
			}
		}
	}
	return unknown
}

// Modules are the versions that go.mod asks for, where a program links few of them.
func Modules(names ...string) string {
	var versions []string
	for _, name := range names {
		version := said("go", "list", "-m", name)
		if version == unknown {
			version = name + " " + unknown
		}
		versions = append(versions, version)
	}
	return strings.Join(versions, ", ")
}

// Debian is the version of an installed Debian package.
func Debian(name string) string { return said("dpkg-query", "-W", "-f=${Version}", name) }

// Library is the version of a library that programs are compiled with.
func Library(name string) string { return said("pkg-config", "--modversion", name) }

// said is what a command answers.
func said(command string, args ...string) string {
	out, err := exec.Command(command, args...).Output()
	if text := strings.TrimSpace(string(out)); err == nil && text != "" {
		return text
	}
	return unknown
}

// field is the value behind a key in a file of keys and values.
func field(path, key, sep string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return unknown
	}
	for line := range strings.Lines(string(data)) {
		if k, v, ok := strings.Cut(line, sep); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return unknown
}
