package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/gerai-ikd/gerai/registry/web"
)

//go:embed static
var staticFiles embed.FS

// assets are the style, the script and the icon, each under an address that changes
// with its content, so that a phone fetches it once.
type assets struct {
	address map[string]string // "style.css" → "/static/style.3f2a….css"
	content map[string][]byte // by address
}

func readAssets() (assets, error) {
	a := assets{map[string]string{}, map[string][]byte{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return a, fmt.Errorf("list: %w", err)
	}
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return a, fmt.Errorf("read %s: %w", e.Name(), err)
		}
		if path.Ext(e.Name()) == ".css" {
			b = web.Style(b)
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		address := "/static/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.address[e.Name()], a.content[address] = address, b
	}
	return a, nil
}

var assetKinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// ServeHTTP answers an asset, or 404.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, ok := a.content[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", assetKinds[path.Ext(r.URL.Path)])
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(b)
}
