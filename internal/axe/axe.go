// Package axe fetches axe-core, which finds accessibility faults in a page that is open in a
// browser. It is under MPL-2.0 and no part of the project: one version of npm's registry lies in
// out/tools once it was fetched, and checksums say that it is what it should be. Neither npm
// nor Node.js is needed.
package axe

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// What is fetched. A registry that mirrors npm's is named by NPM_CONFIG_REGISTRY, as for npm.
const (
	Version    = "4.14.1"
	registry   = "https://registry.npmjs.org"
	archiveSum = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745" // SHA-256 of the archive
	scriptSum  = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c" // SHA-256 of axe.min.js in it
	scriptName = "package/axe.min.js"
	mostBytes  = 8 << 20
)

// File is where it lies below the project's folder.
func File(root string) string {
	return filepath.Join(root, "out", "tools", "axe-core-"+Version+".js")
}

// Source is the script, fetched now where it was not before.
func Source(ctx context.Context, root string) (string, error) {
	if b, err := os.ReadFile(File(root)); err == nil && sum(b) == scriptSum {
		return string(b), nil
	}
	from := registry
	if v := os.Getenv("NPM_CONFIG_REGISTRY"); v != "" {
		from = strings.TrimRight(v, "/")
	}
	b, err := fetch(ctx, fmt.Sprintf("%s/axe-core/-/axe-core-%s.tgz", from, Version))
	if err != nil {
		return "", fmt.Errorf("fetch axe-core %s: %w", Version, err)
	}
	return string(b), place(File(root), b)
}

func fetch(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, errors.New(res.Status)
	}
	archive, err := io.ReadAll(io.LimitReader(res.Body, mostBytes))
	if err != nil {
		return nil, err
	}
	if s := sum(archive); s != archiveSum {
		return nil, fmt.Errorf("the archive has the SHA-256 %s, and should have %s", s, archiveSum)
	}
	return script(archive)
}

// script takes the one file out of the archive.
func script(archive []byte) ([]byte, error) {
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	files := tar.NewReader(plain)
	for {
		h, err := files.Next()
		if err != nil {
			return nil, fmt.Errorf("look for %s: %w", scriptName, err)
		}
		if h.Name != scriptName {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(files, mostBytes))
		if err == nil && sum(b) != scriptSum {
			err = errors.New("the script is another one than it should be")
		}
		return b, err
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// place puts a file there as a whole: several packages' tests may look for it meanwhile.
func place(file string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "axe-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), file)
}
