package stage

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"net"
	"net/http"
	"sync"
	"time"
)

// Camera is a network camera whose picture is changed by the play: MJPEG over HTTP at
// FrameRate, any number of viewers.
type Camera struct {
	server *http.Server
	addr   string
	ended  chan struct{}

	mu    sync.Mutex
	jpegs [][]byte
	shown time.Time // when the present scene was first sent; zero: not yet

	packed map[*image.RGBA][]byte // pictures that were shown before
}

// packedMost is how many pictures are kept packed.
const packedMost = 100

// NewCamera starts one that shows an empty wall.
func NewCamera() (*Camera, error) { return newCamera("127.0.0.1:0") }

// Again is the same camera, plugged in anew after Close.
func (c *Camera) Again() (*Camera, error) { return newCamera(c.addr) }

func newCamera(addr string) (*Camera, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("open camera: %w", err)
	}
	c := &Camera{addr: l.Addr().String(), ended: make(chan struct{}), packed: map[*image.RGBA][]byte{}}
	if err := c.Show(EmptyScene(1)); err != nil {
		return nil, err
	}
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		defer close(c.ended)
		_ = c.server.Serve(l) // ends with Close
	}()
	return c, nil
}

// URL is what gerai's --camera takes.
func (c *Camera) URL() string { return "http://" + c.addr + "/lane.mjpg" }

// Close ends it, like a pulled cable.
func (c *Camera) Close() {
	_ = c.server.Close()
	<-c.ended
}

// Show changes the picture; one goroutine at a time.
func (c *Camera) Show(s Scene) error {
	var jpegs [][]byte
	for _, f := range s.Frames {
		packed, err := c.pack(f)
		if err != nil {
			return err
		}
		jpegs = append(jpegs, packed)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jpegs, c.shown = jpegs, time.Time{}
	return nil
}

// pack makes a JPEG of a picture, once.
func (c *Camera) pack(f *image.RGBA) ([]byte, error) {
	if known, ok := c.packed[f]; ok {
		return known, nil
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, f, &jpeg.Options{Quality: 90}); err != nil {
		return nil, fmt.Errorf("pack frame: %w", err)
	}
	if len(c.packed) >= packedMost {
		clear(c.packed)
	}
	c.packed[f] = b.Bytes()
	return b.Bytes(), nil
}

// ShownAt is when the first frame of the present scene was sent; zero: not yet.
func (c *Camera) ShownAt() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown
}

func (c *Camera) frame(i int) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shown.IsZero() {
		c.shown = time.Now()
	}
	return c.jpegs[i%len(c.jpegs)]
}

// ServeHTTP streams to one viewer.
func (c *Camera) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "multipart/x-mixed-replace; boundary=frame")
	flush := http.NewResponseController(w)
	tick := time.NewTicker(time.Second / FrameRate)
	defer tick.Stop()
	for i := 0; ; i++ {
		f := c.frame(i)
		if _, err := fmt.Fprintf(w, "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", len(f)); err != nil {
			return
		}
		if _, err := w.Write(append(f[:len(f):len(f)], '\r', '\n')); err != nil || flush.Flush() != nil {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
}

// Wait blocks until the present scene has been seen by a viewer.
func (c *Camera) Wait(ctx context.Context) error {
	for c.ShownAt().IsZero() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for a viewer: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}
