package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSupervisor(t *testing.T) {
	const killed = -1
	ms := func(all ...int) (out []time.Duration) {
		for _, n := range all {
			out = append(out, time.Duration(n)*time.Millisecond)
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		lives  []int           // how each ended
		last   []time.Duration // and how long it took; nil: no time
		pauses []time.Duration
		status int
	}{
		{"CleanEnd", []int{exitOK}, nil, nil, exitOK},
		{"WrongFlag", []int{exitWrongStart}, nil, nil, exitUsage},
		{"Killed", []int{killed, exitOK}, nil, ms(200), exitOK},
		{"Fails", []int{exitNo, exitNo, exitNo, exitOK}, nil, ms(200, 400, 800), exitOK},
		{"Panics", []int{2, exitOK}, nil, ms(200), exitOK},
		{"GrowsAndStops", []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}, nil, ms(200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000), exitOK},
		{"ShortAgainAfterAWhile", []int{killed, killed, killed, exitOK}, ms(0, 0, 70000, 0), ms(200, 400, 200), exitOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, life := time.Unix(0, 0), 0
			var pauses []time.Duration
			s := &supervisor{now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(io.Discard, nil)),
				pause: func(_ context.Context, d time.Duration) bool { pauses = append(pauses, d); return true },
				life: func(context.Context) int {
					if tt.last != nil {
						now = now.Add(tt.last[life])
					}
					life++
					return tt.lives[life-1]
				}}
			if got := s.run(context.Background()); got != tt.status || life != len(tt.lives) || !slices.Equal(pauses, tt.pauses) {
				t.Errorf("status %d after %d lives with pauses %v", got, life, pauses)
			}
		})
	}
}

func TestSupervisorIsAskedToEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	lives := 0
	s := &supervisor{now: time.Now, log: slog.New(slog.NewTextHandler(io.Discard, nil)), pause: sleep,
		life: func(context.Context) int { lives++; cancel(); return -1 }}
	if got := s.run(ctx); got != exitOK || lives != 1 {
		t.Errorf("status %d after %d lives", got, lives)
	}
}

// dies is a child that ends as crashes do; see TestMain.
const dies = "GERAI_TEST_DIES"

// saysCommand is how a child ends well that says what it was started as.
const saysCommand = "says-command"

// diesIn is the data folder of such a child.
const diesIn = "GERAI_TEST_DIES_IN"

// TestSupervisorKnowsCrashes has real processes end in each way, and asks whether they are
// started again: the Go runtime ends all of them with the status that wrong flags have.
func TestSupervisorKnowsCrashes(t *testing.T) {
	for _, how := range []string{"panic", "abort", "kill", "stack"} {
		t.Run(how, func(t *testing.T) {
			folder := t.TempDir()
			t.Setenv(dies, how)
			t.Setenv(diesIn, folder)
			p := &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: os.Getenv}
			lives := 0
			s := &supervisor{now: time.Now, log: slog.New(slog.DiscardHandler),
				pause: func(context.Context, time.Duration) bool { return lives < 2 },
				life:  func(ctx context.Context) int { lives++; return p.child(ctx, "run", nil) }}
			s.run(t.Context())
			if lives != 2 {
				t.Errorf("%d lives", lives)
			}
			saysOfACrash(t, folder, how) // what the second life found of the first
		})
	}
}

// saysOfACrash checks what is kept of a process that died: where it crashed, and nothing of what it was about.
func saysOfACrash(t *testing.T, folder, how string) {
	t.Helper()
	said := lastCrash(folder)
	if kept := strings.Contains(string(said), "cmd/gerai.die"); kept != (how != "kill") {
		t.Errorf("kept of the crash: %.300q", said)
	}
	if strings.Contains(string(said), "3276014503990001") || strings.Contains(string(said), "gerai.die(") {
		t.Errorf("what is private was kept: %.300q", said)
	}
}

// TestSupervisorKeepsACrashAtOnce: before it even thinks of the next life nothing raw lies there any more, in whichever
// of its folders; a clean end and folders without a word leave what was kept before.
func TestSupervisorKeepsACrashAtOnce(t *testing.T) {
	for _, how := range []string{"panic", "abort", "kill", "stack"} {
		t.Run(how, func(t *testing.T) {
			folder, other := t.TempDir(), t.TempDir()
			t.Setenv(dies, how)
			t.Setenv(diesIn, folder)
			earlier := []byte("an earlier one\n")
			if err := os.WriteFile(filepath.Join(other, crashFile), earlier, 0o600); err != nil {
				t.Fatal(err)
			}
			p := &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: os.Getenv}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			log := slog.New(callsOn{func() { // between two lives
				saysOfACrash(t, folder, how)
				if raw, err := os.ReadFile(filepath.Join(folder, crashRaw)); err != nil || len(raw) != 0 {
					t.Errorf("%d bytes lie raw, %v", len(raw), err)
				}
				cancel()
			}})
			s := p.supervisor(log, "run", nil, []string{other, folder, filepath.Join(folder, "not-there")})
			s.run(ctx)
			if ctx.Err() == nil {
				t.Error("it was not noticed")
			}
			if said := lastCrash(other); string(said) != string(earlier) {
				t.Errorf("beside it lay %q", said)
			}
		})
	}
}

// TestCrashThatCannotBeKept: what may be private does not lie there for want of room.
func TestCrashThatCannotBeKept(t *testing.T) {
	folder := t.TempDir()
	raw := filepath.Join(folder, crashRaw)
	if err := os.WriteFile(raw, []byte("panic: resident 3276014503990001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, crashFile), 0o700); err != nil { // in the way
		t.Fatal(err)
	}
	err := (&program{env: os.Getenv}).keepLast(folder)
	if err == nil || strings.Contains(err.Error(), "3276014503990001") {
		t.Errorf("it says %v", err)
	}
	if left, err := os.ReadFile(raw); err != nil || len(left) != 0 {
		t.Errorf("%q lies there, %v", left, err)
	}
}

// callsOn is a log that does something at each line.
type callsOn struct{ do func() }

func (callsOn) Enabled(context.Context, slog.Level) bool    { return true }
func (c callsOn) Handle(context.Context, slog.Record) error { c.do(); return nil }
func (c callsOn) WithAttrs([]slog.Attr) slog.Handler        { return c }
func (c callsOn) WithGroup(string) slog.Handler             { return c }

func TestSupervisorLeavesAWrongStart(t *testing.T) {
	t.Setenv("DISPLAY", "") // nobody closes a window that says what is wrong
	t.Setenv("WAYLAND_DISPLAY", "")
	p := &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: os.Getenv}
	if got := p.supervise(t.Context(), "run", []string{"--no-such-flag"}); got != exitUsage {
		t.Errorf("status %d", got)
	}
}

// TestSupervisorStartsWhatWasAsked: a training in a kiosk stays one.
func TestSupervisorStartsWhatWasAsked(t *testing.T) {
	for _, command := range []string{"run", "train"} {
		t.Setenv(dies, saysCommand)
		var said strings.Builder
		p := &program{in: strings.NewReader(""), out: &said, err: io.Discard, env: os.Getenv}
		if status := p.supervise(t.Context(), command, []string{"--kiosk"}); status != exitOK || said.String() != command+" --kiosk\n" {
			t.Errorf("asked for %s, started %q (status %d)", command, said.String(), status)
		}
	}
}

// die ends this process as a crash would; any other word leaves it alive.
func die(how string) {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	self, _ := os.FindProcess(os.Getpid())
	if folder := os.Getenv(diesIn); folder != "" {
		if err := (&program{env: os.Getenv}).keepCrashes(folder); err != nil {
			panic(err)
		}
	}
	switch how {
	case saysCommand:
		fmt.Println(strings.Join(os.Args[1:], " "))
		os.Exit(exitOK)
	case "panic":
		panic("resident 3276014503990001")
	case "abort":
		_ = self.Signal(syscall.SIGABRT)
	case "kill":
		_ = self.Kill()
	case "stack":
		debug.SetMaxStack(1 << 16)
		var deep func(int) int
		deep = func(n int) int { return deep(n+1) + 1 }
		deep(0)
	default:
		return
	}
	time.Sleep(time.Minute)
}
