package stage

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os/exec"

	"github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/internal/drawn/paper"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
	"github.com/gerai-ikd/gerai/internal/loopback"
)

// Size and pace of recorded video.
const (
	FrameWidth  = 1280
	FrameHeight = 720
	FrameRate   = 30
)

// Scene is a part of a recording.
type Scene struct {
	Seconds float64
	Frames  []*image.RGBA // shown in turn, over and over
}

// PhoneScene is somebody holding a phone with a QR code to the camera, not quite
// still: each frame differs in place, tilt and noise.
func PhoneScene(text string, seconds float64) (Scene, error) { return phoneScene(text, seconds, 6) }

// PhoneGlance is the same in fewer frames, each of which takes its time to draw.
func PhoneGlance(text string) (Scene, error) { return phoneScene(text, 1, 2) }

func phoneScene(text string, seconds float64, frames int) (Scene, error) {
	s := Scene{Seconds: seconds}
	for i := range frames {
		f := float64(i) - float64(frames-1)/2
		img, err := phone.Render(phone.Options{Text: text, Level: "M", Module: 6.5, DX: 6 * f, DY: -4 * f,
			Yaw: 2 * f, Pitch: -f, Roll: f, Blur: 0.6, Noise: 2, JPEG: 90, Seed: uint64(i + 1)})
		if err != nil {
			return s, fmt.Errorf("draw phone: %w", err)
		}
		s.Frames = append(s.Frames, img)
	}
	return s, nil
}

// FaceScene is person number seed standing in front of the camera.
func FaceScene(seed int64, seconds float64) Scene {
	s := Scene{Seconds: seconds}
	look := face.NewLook(seed)
	for i := range 6 {
		f := float64(i) - 2.5
		s.Frames = append(s.Frames, face.Scene{Width: FrameWidth, Height: FrameHeight, Noise: 2, Seed: int64(i),
			People: []face.Person{{Look: look, X: 640 + f, Y: 380, Width: 230}}}.Picture())
	}
	return s
}

// TwoFacesScene is somebody looking over the resident's shoulder.
func TwoFacesScene(seed int64) Scene {
	return still(1, face.Person{Look: face.NewLook(seed), X: 430, Y: 380, Width: 220},
		face.Person{Look: face.NewLook(seed + 1), X: 850, Y: 380, Width: 220})
}

// DarkScene is person number seed where somebody has turned off the light.
func DarkScene(seed int64) Scene {
	s := still(1, face.Person{Look: face.NewLook(seed), X: 640, Y: 380, Width: 230})
	for _, f := range s.Frames {
		for i, v := range f.Pix {
			if i%4 != 3 { // not the opacity
				f.Pix[i] = uint8(int(v) * 22 / 100)
			}
		}
	}
	return s
}

// EmptyScene is the wall that the camera sees between residents.
func EmptyScene(seconds float64) Scene { return still(seconds) }

// still is people who don't move. The sensor's noise differs from frame to frame: a
// picture that never changes at all is that of a camera that hangs.
func still(seconds float64, people ...face.Person) Scene {
	s := Scene{Seconds: seconds}
	for i := range 3 {
		s.Frames = append(s.Frames, face.Scene{Width: FrameWidth, Height: FrameHeight, Noise: 2, Seed: int64(i), People: people}.Picture())
	}
	return s
}

// Record writes scenes one after the other as a video file (Motion JPEG in AVI).
func Record(ctx context.Context, path string, scenes ...Scene) error {
	var errs bytes.Buffer
	c := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba",
		"-s", fmt.Sprintf("%dx%d", FrameWidth, FrameHeight), "-r", fmt.Sprint(FrameRate), "-i", "-",
		"-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", path)
	c.Stderr = &errs
	in, err := c.StdinPipe()
	if err != nil {
		return fmt.Errorf("pipe to ffmpeg: %w", err)
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("start ffmpeg: %w", err)
	}
	for _, s := range scenes {
		for i := range int(s.Seconds * FrameRate) {
			if _, err := in.Write(s.Frames[i%len(s.Frames)].Pix); err != nil {
				break
			}
		}
	}
	in.Close()
	if err := c.Wait(); err != nil {
		return fmt.Errorf("ffmpeg: %w: %s", err, errs.String())
	}
	return nil
}

// Live streams a recording over and over as MJPEG over HTTP, as a network camera
// does, and answers its address. The stream serves one viewer.
func Live(ctx context.Context, recording string) (url string, p *Process, err error) {
	addr, err := loopback.Free()
	if err != nil {
		return "", nil, err
	}
	url = "http://" + addr + "/lane.mjpg"
	c := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-stream_loop", "-1", "-re", "-i", recording,
		"-c:v", "copy", "-f", "mpjpeg", "-listen", "1", url)
	p, err = start(c)
	if err != nil {
		return "", nil, err
	}
	// A probing connection would be its one viewer.
	if err := poll(ctx, p, "the stream", func() bool { return loopback.Listened(addr) }); err != nil {
		p.Kill()
		return "", nil, err
	}
	return url, p, nil
}

// PaperScene is a page that lies on a desk, as a camera over it sees it.
func PaperScene(page *image.RGBA, seconds float64) Scene {
	return deskScene(seconds, paper.Laid{Page: page, Corners: [4]paper.Corner{{X: 196, Y: 52}, {X: 1090, Y: 38}, {X: 1112, Y: 668}, {X: 178, Y: 682}}})
}

// DeskScene is a desk with nothing on it.
func DeskScene(seconds float64) Scene { return deskScene(seconds) }

func deskScene(seconds float64, papers ...paper.Laid) Scene {
	s := Scene{Seconds: seconds}
	for i := range 3 {
		s.Frames = append(s.Frames, paper.Desk{Width: FrameWidth, Height: FrameHeight, Noise: 2, Shadow: .3, Warm: .5,
			Seed: uint64(i), Papers: papers}.Picture())
	}
	return s
}
