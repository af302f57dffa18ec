package camera

import (
	"errors"
	"image"
	"os"
	"time"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// video is a device, a file or a network stream behind OpenCV's VideoCapture.
type video struct {
	capture *gocv.VideoCapture
	mats    *matSet
	opt     Options
	what    about
	file    bool
}

func (v *video) about() about { return v.what }

func (v *video) close() {
	_ = v.capture.Close()
	v.mats.close()
}

func (v *video) next() (image.Point, []uint8, error) {
	if !v.capture.Read(&v.mats.raw) || v.mats.raw.Empty() {
		if !v.file {
			return image.Point{}, nil, errGone
		}
		if !v.opt.Loop || !v.rewind() {
			return image.Point{}, nil, errEnded
		}
	}
	return v.mats.convert(v.opt.Rotate, v.opt.Mirror)
}

// rewind goes back to the file's first frame and reads it.
func (v *video) rewind() bool {
	v.capture.Set(gocv.VideoCapturePosFrames, 0)
	if v.capture.Read(&v.mats.raw) && !v.mats.raw.Empty() {
		return true
	}
	again, err := openCapture(v.what.name, gocv.VideoCaptureFFmpeg)
	if err != nil {
		return false
	}
	_ = v.capture.Close()
	v.capture = again
	return v.capture.Read(&v.mats.raw) && !v.mats.raw.Empty()
}

// openFile opens a recording.
func openFile(path string, o Options) (source, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, enrol.WrapError(enrol.CodeNotFound, "open recording", err)
	}
	c, err := openCapture(path, gocv.VideoCaptureFFmpeg)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodePictureFile, "open recording", err)
	}
	fps := float64(o.FPS)
	if fps == 0 {
		fps = c.Get(gocv.VideoCaptureFPS)
	}
	if fps < 1 || fps > 240 {
		fps = 30 // a broken header; frames still play
	}
	return &video{capture: c, mats: newMatSet(), opt: o, file: true,
		what: about{name: path, pace: time.Duration(float64(time.Second) / fps)}}, nil
}

// openNetwork opens http://… and rtsp://… streams.
func openNetwork(url string, o Options) (source, error) {
	c, err := openCapture(url, gocv.VideoCaptureFFmpeg)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeNoCamera, "open stream", err)
	}
	return &video{capture: c, mats: newMatSet(), opt: o, what: about{name: withoutSecrets(url), live: true}}, nil
}

// errUnreadable is all that is told of a source that OpenCV cannot open: its own text holds the whole
// address, and with it a camera's password.
var errUnreadable = errors.New("the backend cannot read it")

// openCapture opens through the wanted backend.
func openCapture(name string, api gocv.VideoCaptureAPI) (*gocv.VideoCapture, error) {
	c, err := gocv.VideoCaptureFileWithAPI(name, api)
	if err != nil {
		return nil, errUnreadable
	}
	if !c.IsOpened() {
		_ = c.Close()
		return nil, errUnreadable
	}
	return c, nil
}
