package camera

import (
	"errors"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// Device is a V4L2 capture device of this machine.
type Device struct {
	Path string // "/dev/video0": changes with the order of plugging in
	Name string // as the driver calls it
	Link string // "/dev/v4l/by-id/…": always the same device; "" where udev makes none
}

// Lasting is the address that leads to the same device after another start or another socket: Link
// where there is one.
func (d Device) Lasting() string {
	if d.Link != "" {
		return d.Link
	}
	return d.Path
}

// linksDir is where udev names devices by maker, model and serial number.
const linksDir = "/dev/v4l/by-id"

// Devices lists the webcams that are plugged in, first one first. Nodes that only carry metadata are
// left out.
func Devices() []Device {
	paths, _ := filepath.Glob("/dev/video*")
	sort.Slice(paths, func(i, j int) bool { return number(paths[i]) < number(paths[j]) })
	links := linksIn(linksDir)
	var found []Device
	for _, p := range paths {
		if canCapture(p) {
			found = append(found, Device{Path: p, Name: driverName(p), Link: links[p]})
		}
	}
	return found
}

// Named is the device that an address of a source stands for: a path, a lasting link or a number. Its
// Path is where it is plugged in now, the address itself where it is not. False: not a device.
func Named(source string) (Device, bool) {
	if n, err := strconv.Atoi(source); err == nil {
		source = "/dev/video" + strconv.Itoa(n)
	}
	if !strings.HasPrefix(source, "/dev/") {
		return Device{}, false
	}
	d := Device{Path: source}
	if p, err := filepath.EvalSymlinks(source); err == nil {
		d.Path = p
	}
	d.Name, d.Link = driverName(d.Path), linksIn(linksDir)[d.Path]
	if d.Link == "" && strings.HasPrefix(source, linksDir) {
		d.Link, d.Name = source, filepath.Base(source) // away now
	}
	return d, true
}

// linksIn are the links of a folder by what they lead to.
func linksIn(dir string) map[string]string {
	out := map[string]string{}
	names, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, n := range names {
		if p, err := filepath.EvalSymlinks(n); err == nil {
			out[p] = n
		}
	}
	return out
}

func number(path string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(path, "/dev/video"))
	if err != nil {
		return 1 << 20
	}
	return n
}

func driverName(path string) string {
	b, err := os.ReadFile(filepath.Join("/sys/class/video4linux", filepath.Base(path), "name"))
	if err != nil {
		return filepath.Base(path)
	}
	return strings.TrimSpace(string(b))
}

// openDevice opens a webcam with compressed pictures (MJPG): uncompressed ones reach 30 frames a
// second only at small sizes over USB 2.
func openDevice(path string, o Options) (source, error) {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		path = p
	}
	if err := probeDevice(path); err != nil {
		return nil, err
	}
	c, err := openCapture(path, gocv.VideoCaptureV4L2)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeNoCamera, "open device", err)
	}
	c.Set(gocv.VideoCaptureFOURCC, c.ToCodec("MJPG"))
	c.Set(gocv.VideoCaptureFrameWidth, float64(o.Width))
	c.Set(gocv.VideoCaptureFrameHeight, float64(o.Height))
	fps := o.FPS
	if fps == 0 {
		fps = 30
	}
	c.Set(gocv.VideoCaptureFPS, float64(fps))
	if err := o.Controls.Apply(path); err != nil {
		o.Log.Warn("set camera's controls", "source", path, "err", err)
	}
	return &video{capture: c, mats: newMatSet(), opt: o, what: about{name: path, live: true}}, nil
}

func canCapture(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EBUSY) // there, and staff are told why not
	}
	defer f.Close()
	var c v4l2Capability
	if ioctl(f, vidiocQueryCap, unsafe.Pointer(&c)) != nil {
		return false
	}
	caps := c.caps
	if caps&capDeviceCaps != 0 {
		caps = c.device
	}
	return caps&capVideoCapture != 0
}

// probeDevice tells why a device cannot be used, in words OpenCV does not have: absent, forbidden, or
// held by another program.
func probeDevice(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return deviceError(err)
	}
	defer f.Close()
	return probeStreaming(func(call uintptr, arg unsafe.Pointer) error { return ioctl(f, call, arg) })
}

// probeStreaming asks for no buffers, which changes nothing, and fails where another program streams.
func probeStreaming(call ioctls) error {
	r := v4l2RequestBuffers{kind: 1, memory: 1} // capture, mmap
	if err := call(vidiocReqBufs, unsafe.Pointer(&r)); errors.Is(err, syscall.EBUSY) {
		return deviceError(err)
	}
	return nil
}

func deviceError(err error) error {
	code := enrol.CodeNoCamera
	e := enrol.NewError(code, "open device")
	switch {
	case errors.Is(err, syscall.EBUSY):
		e.Code = enrol.CodeCameraBusy
	case errors.Is(err, os.ErrPermission):
		e = e.With("why", "permission")
	}
	e.Err = err
	return e
}
