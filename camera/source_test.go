package camera

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// step is a picture whose brightness tells its number.
func step(n, w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{uint8(40 + 20*n)}), image.Point{}, draw.Src)
	return img
}

func mustJPEG(tb testing.TB, path string, img image.Image) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, img, nil); err != nil {
		tb.Fatal(err)
	}
}

// mustVideo writes n steps as a motion-JPEG file.
func mustVideo(tb testing.TB, n int) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "steps.avi")
	w, err := gocv.VideoWriterFile(path, "MJPG", 50, 96, 64, true)
	if err != nil {
		tb.Fatal(err)
	}
	defer w.Close()
	for i := range n {
		m, err := gocv.ImageToMatRGB(step(i, 96, 64))
		if err != nil {
			tb.Fatal(err)
		}
		if err := w.Write(m); err != nil {
			tb.Fatal(err)
		}
		m.Close()
	}
	return path
}

// play answers the numbers of the steps that came, until the recording ended.
func play(t *testing.T, o Options) []int {
	t.Helper()
	s := New(o)
	box := s.Subscribe(Gray)
	start(t, s)
	var seen []int
	for s.Status().State != enrol.CameraEnded {
		if f := box.TryNext(); f != nil {
			seen = append(seen, (int(f.Gray.Pix[0])-40+10)/20)
		}
		time.Sleep(time.Millisecond)
	}
	if f := box.TryNext(); f != nil {
		seen = append(seen, (int(f.Gray.Pix[0])-40+10)/20)
	}
	return seen
}

func ascending(t *testing.T, seen []int, last int) {
	t.Helper()
	if len(seen) == 0 || seen[len(seen)-1] != last {
		t.Fatalf("steps %v: want the last to be %d", seen, last)
	}
	for i := 1; i < len(seen); i++ {
		if seen[i] <= seen[i-1] {
			t.Fatalf("steps %v are out of order", seen)
		}
	}
}

func TestVideoFilePlaysOnceAndEnds(t *testing.T) {
	ascending(t, play(t, Options{Source: mustVideo(t, 8)}), 7)
}

func TestFolderPlaysInOrderOfNames(t *testing.T) {
	dir := t.TempDir()
	for i := range 5 {
		mustJPEG(t, filepath.Join(dir, fmt.Sprintf("p%d.jpg", i)), step(i, 32+i, 24)) // sizes differ, too
	}
	if err := os.WriteFile(filepath.Join(dir, "p2b.jpg"), []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	ascending(t, play(t, Options{Source: dir, FPS: 50}), 4)
}

func TestVideoFileLoops(t *testing.T) {
	s := New(Options{Source: mustVideo(t, 4), Loop: true, FPS: 100})
	box := s.Subscribe(Gray)
	start(t, s)
	for range 12 {
		if _, err := box.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if st := s.Status(); st.State != enrol.CameraLive {
		t.Errorf("state is %s", st.State)
	}
}

// mjpegServer sends steps for ever, as webcams on a network do, until the client or the test ends.
// While away is set nobody is served.
func mjpegServer(t *testing.T, away *atomic.Bool) *httptest.Server {
	t.Helper()
	frame := filepath.Join(t.TempDir(), "f.jpg")
	mustJPEG(t, frame, step(3, 96, 64))
	data, err := os.ReadFile(frame)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "multipart/x-mixed-replace; boundary=f")
		for r.Context().Err() == nil && !away.Load() {
			if _, err := fmt.Fprintf(w, "--f\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n", len(data), data); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	}))
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return srv
}

func TestNetworkStreamIsLostAndFoundAgain(t *testing.T) {
	var away atomic.Bool
	srv := mjpegServer(t, &away)
	s := New(Options{Source: strings.Replace(srv.URL, "http://", "http://user:secret@", 1) + "/v.mjpg", pause: 50 * time.Millisecond})
	box := s.Subscribe(Gray)
	start(t, s)
	if _, err := box.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := s.Status(); strings.Contains(st.Source, "secret") {
		t.Error("the stream's password is shown")
	}
	away.Store(true)
	srv.CloseClientConnections()
	until(t, s, "lost", func(st enrol.CameraStatus) bool { return st.State != enrol.CameraLive })
	away.Store(false)
	until(t, s, "live again", state(enrol.CameraLive))
}

func TestDemoShowsPhoneThenPerson(t *testing.T) {
	now := time.Now()
	d := &demo{acts: make(chan act, 1), since: now}
	d.acts <- act{phone: d.print(step(1, 40, 30)), person: d.print(step(2, 40, 30))}
	for _, want := range []scene{sceneEmpty, scenePhone, scenePerson, scenePerson, scenePhone} {
		d.direct(now)
		if d.scene != want {
			t.Fatalf("scene %d, want %d", d.scene, want)
		}
		switch d.scene {
		case sceneEmpty:
			now = now.Add(emptyTime + time.Millisecond)
		case scenePhone:
			now = now.Add(phoneTime)
		default:
			now = now.Add(againTime/2 + time.Millisecond)
		}
	}
}

func TestReadPictureRefuses(t *testing.T) {
	dir := t.TempDir()
	huge := filepath.Join(dir, "huge.pgm")
	text := filepath.Join(dir, "text.jpg")
	bmp := filepath.Join(dir, "lie.bmp")
	for path, data := range map[string]string{huge: "P5\n10000 10000\n255\n", text: "hello", bmp: "BM" + strings.Repeat("\x7f", 60)} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadPicture(path); enrol.CodeOf(err) != enrol.CodePictureFile {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	if _, err := ReadPicture(filepath.Join(dir, "none.jpg")); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("absent file: %v", err)
	}
}
