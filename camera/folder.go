package camera

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// folder plays the pictures of a folder in the order of their names.
type folder struct {
	paths []string
	at    int
	mats  *matSet
	opt   Options
	what  about
}

// folderPace is how long each picture is shown where no FPS is given.
const folderPace = time.Second / 30

var pictureExt = map[string]bool{".jpg": true, ".jpeg": true, ".png": true, ".bmp": true, ".pgm": true, ".ppm": true}

func openFolder(dir string, o Options) (source, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeNotFound, "open folder", err)
	}
	f := &folder{opt: o, what: about{name: dir, pace: folderPace}}
	for _, e := range entries {
		if !e.IsDir() && pictureExt[strings.ToLower(filepath.Ext(e.Name()))] {
			f.paths = append(f.paths, filepath.Join(dir, e.Name()))
		}
	}
	if len(f.paths) == 0 {
		return nil, enrol.WrapError(enrol.CodePictureFile, "open folder", errors.New("no pictures in it"))
	}
	sort.Strings(f.paths)
	if o.FPS > 0 {
		f.what.pace = time.Second / time.Duration(o.FPS)
	}
	f.mats = newMatSet()
	return f, nil
}

func (f *folder) about() about { return f.what }
func (f *folder) close()       { f.mats.close() }

// next skips files that are no pictures, but not all of them for ever.
func (f *folder) next() (image.Point, []uint8, error) {
	for range f.paths {
		if f.at == len(f.paths) {
			if !f.opt.Loop {
				return image.Point{}, nil, errEnded
			}
			f.at = 0
		}
		path := f.paths[f.at]
		f.at++
		if err := readInto(path, &f.mats.raw); err == nil {
			return f.mats.convert(f.opt.Rotate, f.opt.Mirror)
		}
	}
	return image.Point{}, nil, errEnded
}

// readInto decodes a picture file into m, as BGR.
func readInto(path string, m *gocv.Mat) error {
	if err := checkPicture(path); err != nil {
		return err
	}
	img := gocv.IMRead(path, gocv.IMReadColor)
	defer img.Close()
	if img.Empty() {
		return enrol.WrapError(enrol.CodePictureFile, "read picture", fmt.Errorf("not a picture"))
	}
	img.CopyTo(m)
	return nil
}
