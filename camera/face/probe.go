package face

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// OpenCV may crash on a model it cannot work with, or take all memory for it. A model that the program does not know
// is therefore run once in a child: the child may end as it likes.
const (
	probeEnv     = "GERAI_PROBE_MODEL" // id of the model to probe
	probeDirEnv  = "GERAI_PROBE_DIR"
	probePassed  = "probe passed"
	probeTimeout = 30 * time.Second
	probeMemory  = 6 << 30 // bytes of address space, of which Go and OpenCV reserve two before they use any
)

// hooked tells that this program's main calls ProbeMain. Without it a child would run the whole program.
var hooked atomic.Bool

// ProbeMain does a child's work and ends the process where it is such a child; otherwise it returns at
// once. A program that uses New calls it first thing in main. A test binary calls it in TestMain.
func ProbeMain() {
	hooked.Store(true)
	id := os.Getenv(probeEnv)
	if id == "" {
		return
	}
	bound()
	if err := probeHere(os.Getenv(probeDirEnv), id); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	fmt.Println(probePassed)
	os.Exit(0)
}

// bound keeps this process from taking the memory and the processor that a counter needs.
func bound() {
	seconds := uint64(2 * probeTimeout / time.Second)
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: probeMemory, Max: probeMemory})
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: seconds, Max: seconds})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) // an abort leaves no memory on the disk
}

// probe runs m once in a child process. Any end but a good one is CodeBadModel.
func probe(dir string, m Model) error { return probeWithin(probeTimeout, dir, m) }

func probeWithin(limit time.Duration, dir string, m Model) error {
	if !hooked.Load() || os.Getenv(probeEnv) != "" {
		return enrol.WrapError(enrol.CodeBadModel, "probe model "+m.ID, errors.New("this program cannot probe models"))
	}
	self, err := os.Executable()
	if err != nil {
		return enrol.WrapError(enrol.CodeBadModel, "probe model "+m.ID, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	child := exec.CommandContext(ctx, self)
	child.Env = append(os.Environ(), probeEnv+"="+m.ID, probeDirEnv+"="+dir)
	out, err := child.Output()
	if err != nil || !bytes.Contains(out, []byte(probePassed)) {
		return enrol.WrapError(enrol.CodeBadModel, "probe model "+m.ID, fmt.Errorf("it does not run: %w", err))
	}
	return nil
}

// probeHere loads the model and feeds it once.
func probeHere(dir, id string) error {
	all, err := known(dir)
	if err != nil {
		return err
	}
	for _, m := range all.Models {
		if m.ID == id {
			return m.trial(dir)
		}
	}
	return enrol.NewError(enrol.CodeBadModel, "probe: no such model")
}

func (m Model) trial(dir string) error {
	data, err := m.read(dir)
	if err != nil {
		return err
	}
	if m.Role == RoleDetector {
		y, err := newYunet(data, m)
		if err != nil {
			return err
		}
		defer y.close()
		in := gocv.NewMatWithSize(64, 64, gocv.MatTypeCV8UC4)
		defer in.Close()
		if _, err := y.detect(in); err != nil {
			return err
		}
		return y.shaped()
	}
	n, err := newNetwork(data, m)
	if err != nil {
		return err
	}
	defer n.close()
	in := gocv.NewMatWithSize(n.size.Y, n.size.X, gocv.MatTypeCV8UC4)
	defer in.Close()
	out, err := n.run(in)
	if err == nil && m.Role == RoleEmbedder && len(out) != m.Dimension {
		err = fmt.Errorf("%d outputs, the manifest says %d", len(out), m.Dimension)
	}
	if err == nil && m.Role == RoleLiveness && len(out) <= m.RealClass {
		err = fmt.Errorf("%d outputs, the live class is number %d", len(out), m.RealClass)
	}
	return err
}
