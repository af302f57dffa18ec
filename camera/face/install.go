package face

import (
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

	"github.com/gerai-ikd/gerai/enrol"
)

// Installed is one model of List, Verify or Install: known, and perhaps there.
type Installed struct {
	Model Model
	Here  bool  // its file is in the folder
	Err   error // Verify: why it cannot be used, Install: why it was not installed; nil is good
}

// List answers the models of a folder and those that could be installed. It only looks whether files
// are there; Verify reads them.
func List(dir string) ([]Installed, error) {
	m, err := known(dir)
	if err != nil {
		return nil, err
	}
	var out []Installed
	for _, model := range m.Models {
		_, err := os.Stat(filepath.Join(dir, model.File))
		out = append(out, Installed{Model: model, Here: err == nil})
	}
	return out, nil
}

// Verify reads each installed model and checks its sha256; one that is not pinned is probed as well.
func Verify(dir string) ([]Installed, error) {
	all, err := List(dir)
	for i, in := range all {
		if !in.Here {
			continue
		}
		if _, all[i].Err = in.Model.read(dir); all[i].Err == nil && !in.Model.Pinned {
			all[i].Err = probe(dir, in.Model)
		}
	}
	return all, err
}

// Remove deletes an installed model. CodeNotFound: it is not known, or not there.
func Remove(dir, id string) error {
	all, err := List(dir)
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.Model.ID == id && in.Here {
			if err := os.Remove(filepath.Join(dir, in.Model.File)); err != nil {
				return enrol.WrapError(enrol.CodeInternal, "remove model", err)
			}
			return forget(dir, id)
		}
	}
	return enrol.NewError(enrol.CodeNotFound, "remove model").With("model", id)
}

// Install brings models into the folder dst, checked by sha256, each in one step: a file is there whole or
// not at all. from is
//
//	""          the program's own set, from its public addresses
//	a folder    with a models.toml, or files that the program knows
//	a file      that a known model's sha256 describes, or a models.toml
//	https://…   the address of one of these files; no other scheme, also after a redirect
//
// It goes on after one that fails, and answers each that was tried, in the manifest's order: Here where it was
// installed, otherwise Err says why not. The error is of the first failure that matters: a file that is there and
// can't be used, an address of the program's own set, or a role that no model could be installed for. A model that a
// folder lists without its file, and that can't be fetched, does not matter where another one does its work.
//
// hear is told of each step, by the caller's goroutine, and may be nil. When ctx ends the error is CodeCancelled; what was
// installed by then stays, and of the rest there is nothing.
func Install(ctx context.Context, from, dst string, hear func(Step)) ([]Installed, error) {
	if err := os.MkdirAll(dst, 0o755); err != nil {
		return nil, enrol.WrapError(enrol.CodeInternal, "make models' folder", err)
	}
	sweep(dst, time.Now())
	st, statErr := os.Stat(from)
	switch {
	case from == "":
		return installSet(ctx, DefaultManifest(), modelSet{dst: dst, hear: hear}, true)
	case strings.Contains(from, "://"):
		return installURL(ctx, from, dst, hear)
	case statErr != nil:
		return nil, enrol.WrapError(enrol.CodeNotFound, "open models", statErr)
	case st.IsDir():
		m, err := known(from)
		if err != nil {
			return nil, err
		}
		return installSet(ctx, m, modelSet{from: from, dst: dst, hear: hear}, false)
	case filepath.Base(from) == ManifestName:
		m, err := LoadManifest(filepath.Dir(from))
		if err != nil {
			return nil, err
		}
		return installSet(ctx, m, modelSet{from: filepath.Dir(from), dst: dst, hear: hear}, true)
	}
	return installFile(from, dst)
}

// installSet installs a manifest's models out of the folder, and with fetch those that lack there from their addresses.
func installSet(ctx context.Context, m Manifest, set modelSet, fetch bool) ([]Installed, error) {
	tries := set.plan(m, fetch)
	set.step.Of = len(tries)
	for _, model := range tries {
		if err := cancelled(ctx); err != nil {
			return set.tried, err
		}
		set.step.At++
		set.step.Model = model
		src, err := set.open(model)
		if err != nil {
			set.add(model, set.fetch(ctx, model), set.from == "")
			continue
		}
		err = place(set.heard(ctx, src), model, set.dst)
		src.Close()
		set.add(model, err, true)
	}
	if err := cancelled(ctx); err != nil {
		return set.tried, err
	}
	return set.tried, set.verdict()
}

// plan is what of a manifest can be tried: what is in the folder, and what lacks there and has an address that may be asked.
func (s *modelSet) plan(m Manifest, fetch bool) (tries []Model) {
	for _, model := range m.Models {
		src, err := s.open(model)
		switch {
		case err == nil:
			src.Close()
			tries = append(tries, model)
		case (fetch || s.from != "" && inManifest(s.from, model.ID)) && model.URL != "":
			tries = append(tries, model)
		}
	}
	return tries
}

// open opens a model's file in the folder, if there is a folder.
func (s *modelSet) open(m Model) (*os.File, error) {
	if s.from == "" {
		return nil, os.ErrNotExist
	}
	return os.Open(filepath.Join(s.from, m.File))
}

// modelSet is an installation under way.
type modelSet struct {
	from, dst string
	hear      func(Step)
	step      Step
	tried     []Installed
	needed    []bool // of tried: its failure matters whatever else there is
	away      error  // the line's, once an address did not answer: the next ones would not either
}

func (s *modelSet) add(m Model, err error, needed bool) {
	s.tried = append(s.tried, Installed{Model: m, Here: err == nil, Err: err})
	s.needed = append(s.needed, needed)
}

func (s *modelSet) heard(ctx context.Context, r io.Reader) io.Reader {
	return &heardReader{Reader: r, ended: ctx.Err, hear: s.hear, step: s.step}
}

func (s *modelSet) fetch(ctx context.Context, m Model) error {
	if s.away != nil {
		return s.away
	}
	err := download(ctx, m.URL, func(r io.Reader) error { return place(s.heard(ctx, r), m, s.dst) })
	if enrol.CodeOf(err) == enrol.CodeOffline {
		s.away = err
	}
	return err
}

// verdict is the first failure that matters.
func (s *modelSet) verdict() error {
	if len(s.tried) == 0 {
		return enrol.WrapError(enrol.CodeNoModel, "install models", errors.New("none found there"))
	}
	done := map[Role]bool{}
	if all, err := List(s.dst); err == nil {
		for _, in := range all {
			done[in.Model.Role] = done[in.Model.Role] || in.Here
		}
	}
	for i, in := range s.tried {
		if in.Err != nil && (s.needed[i] || !done[in.Model.Role]) {
			return in.Err
		}
	}
	return nil
}

// inManifest tells whether the folder's own manifest lists the model, so that it may be fetched.
func inManifest(dir, id string) bool {
	m, err := LoadManifest(dir)
	if err != nil {
		return false
	}
	for _, model := range m.Models {
		if model.ID == id {
			return true
		}
	}
	return false
}

// installFile installs a single file, which must be a known model or lie beside a manifest that lists it.
func installFile(path, dst string) ([]Installed, error) {
	m, err := known(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeNotFound, "open model", err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "read model", err)
	}
	return placeKnown(f, hex.EncodeToString(sum.Sum(nil)), m, dst)
}

func placeKnown(f io.ReadSeeker, sum string, m Manifest, dst string) ([]Installed, error) {
	for _, model := range m.Models {
		if model.SHA256 == sum {
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return nil, enrol.WrapError(enrol.CodeInternal, "read model", err)
			}
			err := place(f, model, dst)
			return []Installed{{Model: model, Here: err == nil, Err: err}}, err
		}
	}
	return nil, enrol.WrapError(enrol.CodeBadModel, "install model", errors.New("no manifest describes this file"))
}

func installURL(ctx context.Context, url, dst string, hear func(Step)) ([]Installed, error) {
	if strings.HasSuffix(url, "/"+ManifestName) {
		var m Manifest
		err := download(ctx, url, func(r io.Reader) error {
			data, err := io.ReadAll(io.LimitReader(r, 1<<20))
			if err == nil {
				m, err = ParseManifest(data)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		return installSet(ctx, m, modelSet{dst: dst, hear: hear}, true)
	}
	tmp, err := os.CreateTemp(dst, halfDownload)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeInternal, "download model", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum := sha256.New()
	if err := download(ctx, url, func(r io.Reader) error {
		_, err := io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(r, maxModelBytes))
		return err
	}); err != nil {
		return nil, err
	}
	m, err := known(dst)
	if err != nil {
		return nil, err
	}
	return placeKnown(tmp, hex.EncodeToString(sum.Sum(nil)), m, dst)
}

// download hands the body of an address to use. Only HTTPS is asked, also after a redirect: whoever
// sits in between must not choose the models.toml that says which checksums are right.
func download(ctx context.Context, url string, use func(io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return enrol.WrapError(enrol.CodeUsage, "download model", err)
	}
	if err := onlyHTTPS(req); err != nil {
		return err
	}
	client := http.Client{CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) >= mostRedirects {
			return errors.New("too many redirects")
		}
		return onlyHTTPS(req)
	}}
	res, err := client.Do(req)
	var refused *enrol.Error
	if errors.As(err, &refused) {
		return refused
	}
	if err != nil {
		return enrol.WrapError(enrol.CodeOffline, "download model", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return enrol.WrapError(enrol.CodeNonsense, "download model", fmt.Errorf("%s", res.Status))
	}
	if err := use(res.Body); err != nil {
		if enrol.CodeOf(err) != enrol.CodeInternal {
			return err
		}
		return enrol.WrapError(enrol.CodeOffline, "download model", err)
	}
	return nil
}

// mostRedirects is net/http's own limit.
const mostRedirects = 10

// onlyHTTPS is CodeUsage for any other address.
func onlyHTTPS(req *http.Request) error {
	if req.URL.Scheme == "https" {
		return nil
	}
	return enrol.WrapError(enrol.CodeUsage, "download model", fmt.Errorf("%s is not HTTPS, and anybody in between could give other models: use https://, or a file", req.URL.Redacted()))
}
