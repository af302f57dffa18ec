// Package pgtest starts a real PostgreSQL of a test's own: a cluster in a temporary
// folder, reached by a socket in it, gone with the test. It works as root too, since
// the server then runs as the distribution's user postgres.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// BinDir finds the server's programs where Debian puts them; "" where there are none.
func BinDir() string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(dirs)
	for _, d := range slices.Backward(dirs) {
		if _, err := os.Stat(filepath.Join(d, "initdb")); err == nil {
			return d
		}
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p)
	}
	return ""
}

// Cluster is one server with its folder.
type Cluster struct {
	Dir    string // of data and socket
	bin    string
	args   []string
	cred   *syscall.Credential
	server *server
	names  atomic.Int64
}

// MustStart makes and starts a cluster. Without PostgreSQL on the machine the test is
// skipped, loudly. settings are given as "name=value"; commits don't wait for the disk
// unless fsync=on is among them.
func MustStart(tb testing.TB, settings ...string) *Cluster {
	tb.Helper()
	c := &Cluster{bin: BinDir()}
	if c.bin == "" {
		tb.Skip("NOT TESTED ON POSTGRESQL: this machine has no server programs; install the package postgresql")
	}
	var err error
	if c.Dir, err = os.MkdirTemp("/tmp", "pgtest-"); err != nil { // short: it goes into a socket's name
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(c.Dir) })
	if err := c.owner(); err != nil {
		tb.Fatal(err)
	}
	if out, err := c.command("initdb", "-D", c.data(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		tb.Fatalf("initdb: %v: %s", err, out)
	}
	c.args = []string{"-D", c.data(), "-k", c.Dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"}
	for _, s := range settings {
		c.args = append(c.args, "-c", s)
	}
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Kill() })
	return c
}

func (c *Cluster) data() string { return filepath.Join(c.Dir, "data") }

// owner gives the folder to the user postgres, since the server refuses to be root.
func (c *Cluster) owner() error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("find the user postgres: %w", err)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chown(c.Dir, uid, gid)); err != nil {
		return fmt.Errorf("give the folder to postgres: %w", err)
	}
	c.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return nil
}

func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.Dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred, Setpgid: true, Pdeathsig: syscall.SIGINT}
	return cmd
}

// server is a running postmaster.
type server struct {
	cmd  *exec.Cmd
	out  lockedBuffer
	done chan struct{}
}

// lockedBuffer is a buffer that may be read while a process writes.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is what was written so far.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Start starts the server, again after Kill, and waits until it answers.
func (c *Cluster) Start() error {
	s := &server{cmd: c.command("postgres", c.args...), done: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = &s.out, &s.out
	started := make(chan error, 1)
	go func() {
		// The server dies with the thread that started it: keep that one.
		runtime.LockOSThread()
		defer close(s.done)
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	c.server = s
	return c.await()
}

func (c *Cluster) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		if c.command("pg_isready", "-q", "-h", c.Dir).Run() == nil {
			return nil
		}
		select {
		case <-c.server.done:
			return fmt.Errorf("postgres ended: %s", c.server.out.String())
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %s", c.server.out.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Kill ends the server at once, as a power cut would (SIGKILL to all its processes).
func (c *Cluster) Kill() {
	_ = syscall.Kill(-c.server.cmd.Process.Pid, syscall.SIGKILL)
	<-c.server.done
	_ = os.Remove(filepath.Join(c.data(), "postmaster.pid"))
}

// DSN is the connection string of a database.
func (c *Cluster) DSN(database string) string {
	return fmt.Sprintf("host=%s user=postgres dbname=%s", c.Dir, database)
}

// MustDatabase makes an empty database and answers its connection string.
func (c *Cluster) MustDatabase(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("test%d", c.names.Add(1))
	if out, err := c.command("createdb", "-h", c.Dir, "-U", "postgres", name).CombinedOutput(); err != nil {
		tb.Fatalf("createdb: %v: %s", err, out)
	}
	return c.DSN(name)
}

// MustDeadlocks answers how many circles of waiting transactions the server has broken, by
// what it wrote about them.
func (c *Cluster) MustDeadlocks(tb testing.TB, database string) int {
	tb.Helper()
	c.mustSQL(tb, `SELECT pg_stat_force_next_flush()`)
	n, err := strconv.Atoi(strings.TrimSpace(c.mustSQL(tb, `SELECT deadlocks FROM pg_stat_database WHERE datname = '`+database+`'`)))
	if err != nil {
		tb.Fatal(err)
	}
	return max(n, strings.Count(c.server.out.String(), "deadlock detected"))
}

// Copy makes a new database of another one's dump, with the distribution's pg_dump and
// pg_restore, and answers its connection string.
func (c *Cluster) Copy(from, to string) (string, error) {
	path := filepath.Join(c.Dir, from+".dump")
	for _, step := range [][]string{
		{"pg_dump", "-Fc", "-f", path, from}, {"createdb", to}, {"pg_restore", "--exit-on-error", "-d", to, path},
	} {
		args := append([]string{"-h", c.Dir, "-U", "postgres"}, step[1:]...)
		if out, err := c.command(step[0], args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", step[0], err, out)
		}
	}
	return c.DSN(to), nil
}

// PGBench runs a script with the distribution's pgbench and answers its output.
func (c *Cluster) PGBench(database, script string, clients, transactions int) (string, error) {
	path := filepath.Join(c.Dir, "bench.sql")
	if err := os.WriteFile(path, []byte(script), 0o644); err != nil {
		return "", fmt.Errorf("write pgbench script: %w", err)
	}
	out, err := c.command("pgbench", "-n", "-h", c.Dir, "-U", "postgres", "-f", path, "-M", "prepared",
		"-c", strconv.Itoa(clients), "-j", "2", "-t", strconv.Itoa(transactions/clients), database).CombinedOutput()
	return string(out), err
}
