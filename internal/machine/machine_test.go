package machine

import (
	"strings"
	"testing"
)

// TestWhatIsUnknownIsSaid: a figure without its machine must not look like one with it.
func TestWhatIsUnknownIsSaid(t *testing.T) {
	for name, got := range map[string]string{"file": field("/nowhere", "a", ":"), "key": field("/etc/passwd", "no such key", ":"),
		"module": Linked("example.org/none"), "package": Debian("no-such-package-anywhere"), "library": Library("no-such-library"), "command": said("no-such-command")} {
		if got != unknown {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := Modules("example.org/none"); got != "example.org/none unknown" {
		t.Errorf("module of go.mod: %q", got)
	}
}

func TestThisMachine(t *testing.T) {
	for name, got := range map[string]string{"processor": Processor(), "system": System()} {
		if got == "" || got == unknown {
			t.Errorf("%s: %q", name, got)
		}
	}
	if f := strings.Fields(Load()); len(f) != 3 {
		t.Errorf("load: %q", f)
	}
}
