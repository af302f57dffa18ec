package stage

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestReadable hides a value in each way, and in none.
func TestReadable(t *testing.T) {
	const value = "rina.marlina@warga.example"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/raw": "to " + value + "\n", "hex": hex.EncodeToString([]byte("x" + value)),
		"base64-0": base64.StdEncoding.EncodeToString([]byte(value + "?")), "base64-1": base64.StdEncoding.EncodeToString([]byte("1" + value + "??")),
		"base64-2": base64.RawStdEncoding.EncodeToString([]byte("22" + value)), "base64-3": base64.StdEncoding.EncodeToString([]byte("333" + value)),
		"none": "r***@warga.example", "empty": "",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Readable(dir, []string{"", value})
	if want := []string{"a/raw", "base64-0", "base64-1", "base64-2", "base64-3", "hex"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("found %v, want %v, %v", got, want, err)
	}
}

func TestEntered(t *testing.T) {
	all := Entered()
	if len(all) < 20 || slices.Contains(all, "") || !slices.Contains(all, "RINA MARLINA") {
		t.Errorf("%d values", len(all))
	}
}
