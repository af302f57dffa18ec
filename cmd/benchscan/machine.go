package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// machine says on what the figures were taken.
func machine() string {
	var b strings.Builder
	fmt.Fprintf(&b, "- date: %s\n", time.Now().UTC().Format("2006-01-02"))
	fmt.Fprintf(&b, "- machine: %s, %d cores, %s/%s\n", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "- system: %s\n", systemName())
	fmt.Fprintf(&b, "- %s, gozxing %s\n", runtime.Version(), moduleVersion("github.com/makiuchi-d/gozxing"))
	return b.String()
}

func processor() string {
	return field("/proc/cpuinfo", "model name", ":")
}

func systemName() string {
	return strings.Trim(field("/etc/os-release", "PRETTY_NAME", "="), `"`)
}

// field is the value behind a key in a file of keys and values.
func field(path, key, sep string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	for _, line := range strings.Split(string(b), "\n") {
		if k, v, ok := strings.Cut(line, sep); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return "unknown"
}

func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "unknown"
}
