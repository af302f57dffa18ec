package opencv

import (
	"strings"
	"testing"
)

func TestBrokenNetworksAreErrors(t *testing.T) {
	for name, data := range map[string]string{"Empty": "", "Text": "not a network", "Bytes": strings.Repeat("\x08\x07\x12\xff", 1000)} {
		if n, err := Load([]byte(data)); err == nil {
			n.Close()
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestRunChecksItsBlob(t *testing.T) {
	n := &Net{}
	if err := n.Run(make([]float32, 5), 3, 2, 2); err == nil {
		t.Error("a blob of the wrong size was taken")
	}
	n.Close()
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("\x08\x07\x12\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if n, err := Load(data); err == nil {
			n.Close()
		}
	})
}
