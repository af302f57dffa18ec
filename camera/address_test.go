package camera

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestShownAddressHoldsNoSecret(t *testing.T) {
	for _, tt := range []struct{ spec, want string }{
		{"rtsp://admin:rahasia@10.0.0.7:554/h264", "rtsp://10.0.0.7:554/h264"},
		{"rtsp://10.0.0.7/h264?user=admin&password=rahasia", "rtsp://10.0.0.7/h264"},
		{"http://10.0.0.7?password=rahasia", "http://10.0.0.7"},
		{"http://10.0.0.7/video.mjpg#rahasia", "http://10.0.0.7/video.mjpg"},
		{"http://10.0.0.7/video.mjpg?pw=a@b/rahasia", "http://10.0.0.7/video.mjpg"},
		{"rtsp://admin:rah@asia@10.0.0.7/h264", "rtsp://10.0.0.7/h264"},
		{"rtsp://admin:rah/asia@10.0.0.7/h264", "rtsp://…"},
		{"rtsp://admin:rah?asia@10.0.0.7/h264", "rtsp://…"},
		{"rtsp://10.0.0.7:554/user=admin&password=rahasia&channel=1", "rtsp://10.0.0.7:554/…"},
		{"rtsp://[fe80::1]:554/h264", "rtsp://[fe80::1]:554/h264"},
		{"rtsp://10.0.0.7/cam@1", "rtsp://10.0.0.7/cam@1"},
		{"lane.mp4", "lane.mp4"},
		{"0", "/dev/video0"},
	} {
		if got := shown(tt.spec); got != tt.want {
			t.Errorf("%s is shown as %s, want %s", tt.spec, got, tt.want)
		}
	}
}

// spying is the environment variable that makes this test's process try a camera with a password.
const spying = "CAMERA_TEST_SPEC"

// TestLostCameraKeepsItsPassword looks at all that a process writes, OpenCV's own lines included.
func TestLostCameraKeepsItsPassword(t *testing.T) {
	if spec := os.Getenv(spying); spec != "" {
		tryCamera(t, spec)
		return
	}
	for _, spec := range []string{"http://admin:rahasia@127.0.0.1:1/video.mjpg?password=rahasia", "rtsp://127.0.0.1:1/h264?password=rahasia",
		"rtsp://127.0.0.1:1/user=admin&password=rahasia"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestLostCameraKeepsItsPassword$", "-test.v")
		cmd.Env = append(os.Environ(), spying+"="+spec)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%v: %s", err, out)
		}
		if !bytes.Contains(out, []byte("camera lost")) {
			t.Errorf("the loss was not logged: %s", out)
		}
		if bytes.Contains(out, []byte("rahasia")) {
			t.Errorf("the password is in what is written: %s", out)
		}
	}
}

func tryCamera(t *testing.T, spec string) {
	s := New(Options{Source: spec, pause: time.Millisecond, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	start(t, s)
	st := until(t, s, "lost", state(enrol.CameraLost))
	if text := fmt.Sprint(st.Err, st.Source); strings.Contains(text, "rahasia") {
		t.Error("the password is in the status")
	}
	if enrol.CodeOf(st.Err) != enrol.CodeNoCamera {
		t.Errorf("code is %s", enrol.CodeOf(st.Err))
	}
	time.Sleep(20 * time.Millisecond) // a few tries more
}
