package stage

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf16"

	"github.com/gerai-ikd/gerai/registry/demo"
)

// Entered is what the demonstration's residents have of their own and enter, or bring with
// their QR: identity numbers, family card numbers, names, addresses and numbers.
func Entered() []string {
	var out []string
	for _, r := range demo.Residents() {
		email, phone := demo.Contact(r.NIK)
		out = append(out, string(r.NIK), r.KK, r.Name, string(email), string(phone))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Readable names the files below a folder in which any of the values stands: as it is, in
// UTF-16, in hexadecimal or in base64. Files are named from the folder on, the values never.
func Readable(folder string, values []string) ([]string, error) {
	var forms [][]byte
	for _, v := range values {
		if v != "" {
			forms = append(forms, writtenAs(v)...)
		}
	}
	var found []string
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("look for residents: %w", err)
		}
		if slices.ContainsFunc(forms, func(form []byte) bool { return bytes.Contains(text, form) }) {
			name, _ := filepath.Rel(folder, path)
			found = append(found, name)
		}
		return nil
	})
	return found, err
}

// writtenAs are the ways in which programs write a value down.
func writtenAs(v string) [][]byte {
	out := [][]byte{[]byte(v), []byte(hex.EncodeToString([]byte(v)))}
	var wide []byte
	for _, u := range utf16.Encode([]rune(v)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	out = append(out, wide)
	for shift := range 3 { // base64 depends on where in its text a value stands
		padded := append(make([]byte, shift), v...)
		text := base64.StdEncoding.EncodeToString(padded)
		first := (shift*8 + 5) / 6       // characters that the padding has a part in
		last := (shift + len(v)) * 8 / 6 // characters that are the value's alone
		out = append(out, []byte(text[first:last]))
	}
	return out
}
