package opencv

/*
#cgo CXXFLAGS: -std=c++11 -O2
#cgo pkg-config: opencv4
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

// SetThreads sets how many threads one call of OpenCV may use, in the whole process. The Debian build
// (TBB) does not look at OPENCV_FOR_THREADS_NUM.
func SetThreads(n int) { C.gerai_threads(C.int(n)) }

// Net is a network read from ONNX. It is for one goroutine at a time.
type Net struct {
	p *C.gerai_net
}

// Load reads a network and names the outputs that are wanted, in order; none: all it has.
func Load(onnx []byte, outputs ...string) (*Net, error) {
	if len(onnx) == 0 {
		return nil, errors.New("empty network")
	}
	names := C.CString(strings.Join(outputs, " "))
	defer C.free(unsafe.Pointer(names))
	var msg [256]C.char
	n := &Net{}
	if C.gerai_net_load(unsafe.Pointer(&onnx[0]), C.size_t(len(onnx)), names, &n.p, &msg[0], C.size_t(len(msg))) != 0 {
		return nil, errors.New("opencv: " + C.GoString(&msg[0]))
	}
	return n, nil
}

// Run feeds planes of float32 (channels x height x width). A size other than the last one's sets the
// network up anew, which costs.
func (n *Net) Run(blob []float32, channels, height, width int) error {
	if len(blob) != channels*height*width || len(blob) == 0 {
		return fmt.Errorf("blob of %d values for %dx%dx%d", len(blob), channels, height, width)
	}
	var msg [256]C.char
	if C.gerai_net_run(n.p, (*C.float)(unsafe.Pointer(&blob[0])), C.int(channels), C.int(height), C.int(width), &msg[0], C.size_t(len(msg))) != 0 {
		return errors.New("opencv: " + C.GoString(&msg[0]))
	}
	return nil
}

// Output is output number i of the last Run, valid until the next one; nil where there is none.
func (n *Net) Output(i int) []float32 {
	if i < 0 || i >= int(C.gerai_net_outputs(n.p)) {
		return nil
	}
	var length C.size_t
	p := C.gerai_net_output(n.p, C.int(i), &length)
	if p == nil || length == 0 {
		return nil
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(p)), int(length))
}

// Close frees the network.
func (n *Net) Close() {
	if n.p != nil {
		C.gerai_net_free(n.p)
		n.p = nil
	}
}
