package camera

import (
	"os"
	"syscall"
	"unsafe"
)

// V4L2's calls that are needed (linux/videodev2.h, 64-bit layout).
const (
	vidiocQueryCap   = 0x80685600 // _IOR('V', 0, struct v4l2_capability)
	vidiocReqBufs    = 0xc0145608 // _IOWR('V', 8, struct v4l2_requestbuffers)
	vidiocGetCtrl    = 0xc008561b // _IOWR('V', 27, struct v4l2_control)
	vidiocSetCtrl    = 0xc008561c // _IOWR('V', 28, struct v4l2_control)
	vidiocQueryCtrl  = 0xc0445624 // _IOWR('V', 36, struct v4l2_queryctrl)
	vidiocFrameSizes = 0xc02c564a // _IOWR('V', 74, struct v4l2_frmsizeenum)

	capVideoCapture = 0x1
	capDeviceCaps   = 0x80000000

	ctrlDisabled  = 0x1
	sizeDiscrete  = 1
	mjpeg, yuyv   = 0x47504a4d, 0x56595559 // v4l2_fourcc: "MJPG", "YUYV"
	cidBrightness = 0x00980900
	cidGain       = 0x00980913
	cidAutoExpose = 0x009a0901
	cidExposure   = 0x009a0902
	cidFocus      = 0x009a090a
	cidAutoFocus  = 0x009a090c
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

type v4l2Control struct {
	id    uint32
	value int32
}

type v4l2QueryCtrl struct {
	id, kind                uint32
	name                    [32]byte
	least, most, step, norm int32
	flags                   uint32
	_                       [2]uint32
}

type v4l2FrameSize struct {
	index, format, kind uint32
	width, height       uint32 // of a discrete size
	_                   [4]uint32
	_                   [2]uint32
}

// ioctls makes a call on an open device; tests have their own.
type ioctls func(call uintptr, arg unsafe.Pointer) error

func ioctl(f *os.File, call uintptr, arg unsafe.Pointer) error {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), call, uintptr(arg)); e != 0 {
		return e
	}
	return nil
}

// onDevice calls f with the calls of a device. Several may have a device open; controls do not mind who
// streams.
func onDevice(path string, f func(ioctls) error) error {
	file, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return deviceError(err)
	}
	defer file.Close()
	return f(func(call uintptr, arg unsafe.Pointer) error { return ioctl(file, call, arg) })
}
