package stage

import (
	"fmt"
	"io"
	"runtime"

	"github.com/gerai-ikd/gerai/internal/machine"
)

// PrintMachine says on what the figures were measured.
func PrintMachine(w io.Writer) {
	fmt.Fprintf(w, "Machine: %s, %d processors seen, load %s, %s/%s, %s\n", machine.Processor(), runtime.NumCPU(), machine.Load(),
		runtime.GOOS, runtime.GOARCH, runtime.Version())
	fmt.Fprintf(w, "Versions: OpenCV %s, Mesa %s, Xvfb %s; %s\n", machine.Library("opencv4"), machine.Debian("libgl1-mesa-dri"), machine.Debian("xvfb"),
		machine.Modules("fyne.io/fyne/v2", "gocv.io/x/gocv", "github.com/makiuchi-d/gozxing", "github.com/mattn/go-sqlite3"))
}
