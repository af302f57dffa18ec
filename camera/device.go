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
	Path string // "/dev/video0"
	Name string // as the driver calls it
}

// Devices lists the webcams that are plugged in, first one first. Nodes that only carry metadata are
// left out.
func Devices() []Device {
	paths, _ := filepath.Glob("/dev/video*")
	sort.Slice(paths, func(i, j int) bool { return number(paths[i]) < number(paths[j]) })
	var found []Device
	for _, p := range paths {
		if canCapture(p) {
			found = append(found, Device{Path: p, Name: driverName(p)})
		}
	}
	return found
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
	o.Controls.apply(c)
	return &video{capture: c, mats: newMatSet(), opt: o, what: about{name: path, live: true}}, nil
}

// V4L2's calls that are needed (linux/videodev2.h, 64-bit layout).
const (
	vidiocQueryCap = 0x80685600 // _IOR('V', 0, struct v4l2_capability)
	vidiocReqBufs  = 0xc0145608 // _IOWR('V', 8, struct v4l2_requestbuffers)

	capVideoCapture = 0x1
	capDeviceCaps   = 0x80000000
)

type v4l2Capability struct {
	_                     [16 + 32 + 32]byte
	version, caps, device uint32
	_                     [3]uint32
}

type v4l2RequestBuffers struct {
	count, kind, memory, caps uint32
	_                         uint32
}

func ioctl(f *os.File, call uintptr, arg unsafe.Pointer) error {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), call, uintptr(arg)); e != 0 {
		return e
	}
	return nil
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
	// Asking for no buffers changes nothing, and fails where another program streams.
	r := v4l2RequestBuffers{kind: 1, memory: 1} // capture, mmap
	if err := ioctl(f, vidiocReqBufs, unsafe.Pointer(&r)); errors.Is(err, syscall.EBUSY) {
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
