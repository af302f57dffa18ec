package stage

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// PrintMachine says on what the figures were measured.
func PrintMachine(w io.Writer) {
	fmt.Fprintf(w, "Machine: %s, %d processors seen, load %s, %s/%s, %s\n", cpuModel(), runtime.NumCPU(), load(),
		runtime.GOOS, runtime.GOARCH, runtime.Version())
	fmt.Fprintf(w, "Versions: OpenCV %s, Mesa %s, Xvfb %s; %s\n", pkgVersion("opencv4"), debVersion("libgl1-mesa-dri"),
		debVersion("xvfb"), modules("fyne.io/fyne/v2", "gocv.io/x/gocv", "github.com/makiuchi-d/gozxing", "github.com/mattn/go-sqlite3"))
}

// load is the mean number of busy programs over the last minute, before the benchmark.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(b), " ")
	return first
}

// debVersion is that of an installed Debian package.
func debVersion(name string) string {
	out, err := exec.Command("dpkg-query", "-W", "-f=${Version}", name).Output()
	if err != nil || len(out) == 0 {
		return "unknown"
	}
	return string(out)
}

// modules are the versions that go.mod asks for; the benchmark itself links few of
// them.
func modules(names ...string) string {
	var versions []string
	for _, name := range names {
		out, err := exec.Command("go", "list", "-m", name).Output()
		if err != nil {
			out = []byte(name + " unknown")
		}
		versions = append(versions, strings.TrimSpace(string(out)))
	}
	return strings.Join(versions, ", ")
}

func cpuModel() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if k, v, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(k) == "model name" {
			return strings.TrimSpace(v)
		}
	}
	return "unknown processor"
}

func pkgVersion(name string) string {
	out, err := exec.Command("pkg-config", "--modversion", name).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
