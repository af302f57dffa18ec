package camera

import (
	"context"
	"os"
	"strconv"
	"strings"
)

// openSource opens what spec names. It may take long, or never return: the caller is a goroutine that
// can be left behind.
func openSource(ctx context.Context, spec string, o Options) (source, error) {
	switch {
	case spec == "":
		return nil, errNone
	case drawn(spec):
		return newDemo(ctx, o), nil
	case strings.Contains(spec, "://"):
		return openNetwork(spec, o)
	case strings.HasPrefix(spec, "/dev/"):
		return openDevice(spec, o)
	}
	if n, err := strconv.Atoi(spec); err == nil {
		return openDevice("/dev/video"+strconv.Itoa(n), o)
	}
	if st, err := os.Stat(spec); err == nil && st.IsDir() {
		return openFolder(spec, o)
	}
	return openFile(spec, o)
}

// drawn tells whether the source is the demonstration.
func drawn(spec string) bool { return strings.HasPrefix(spec, "demo") }

// automatic tells whether the source is to be chosen by what is plugged in.
func automatic(spec string) bool { return spec == "" || spec == "auto" }

// Shown is a source's name for staff before it is open: without user name and password.
func Shown(source string) string { return shown(source) }

func shown(spec string) string {
	if n, err := strconv.Atoi(spec); err == nil {
		return "/dev/video" + strconv.Itoa(n)
	}
	if drawn(spec) {
		return "demo"
	}
	return withoutSecrets(spec)
}
