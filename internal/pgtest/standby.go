package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// MustStandby makes a second server that follows c, synchronously: from then on c
// acknowledges no commit that the standby has not written. Promote makes it a primary.
func (c *Cluster) MustStandby(tb testing.TB) *Cluster {
	tb.Helper()
	s := &Cluster{bin: c.bin}
	var err error
	if s.Dir, err = os.MkdirTemp("/tmp", "pgtest-"); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(s.Dir) })
	if err := s.owner(); err != nil {
		tb.Fatal(err)
	}
	if out, err := s.command("pg_basebackup", "-h", c.Dir, "-U", "postgres", "-D", s.data(), "-R", "-X", "stream", "-c", "fast").CombinedOutput(); err != nil {
		tb.Fatalf("pg_basebackup: %v: %s", err, out)
	}
	s.args = []string{"-D", s.data(), "-k", s.Dir}
	s.args = append(s.args, c.args[4:]...)
	if err := s.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Kill() })
	c.mustSQL(tb, `ALTER SYSTEM SET synchronous_standby_names = '*'`)
	c.mustSQL(tb, `SELECT pg_reload_conf()`)
	for range 600 {
		if strings.Contains(c.mustSQL(tb, `SELECT sync_state FROM pg_stat_replication`), "sync") {
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	tb.Fatal("the standby does not follow")
	return nil
}

// Promote makes a standby the primary.
func (c *Cluster) Promote() error {
	if out, err := c.command("pg_ctl", "promote", "-w", "-D", c.data()).CombinedOutput(); err != nil {
		return fmt.Errorf("promote: %w: %s", err, out)
	}
	return nil
}

func (c *Cluster) mustSQL(tb testing.TB, q string) string {
	tb.Helper()
	out, err := c.command("psql", "-h", c.Dir, "-U", "postgres", "-d", "postgres", "-At", "-c", q).CombinedOutput()
	if err != nil {
		tb.Fatalf("psql: %v: %s", err, out)
	}
	return string(out)
}

// DSNOfBoth names both servers; whichever is the primary is worked on.
func DSNOfBoth(a, b *Cluster, database string) string {
	return fmt.Sprintf("host=%s,%s user=postgres dbname=%s target_session_attrs=read-write connect_timeout=2", filepath.Clean(a.Dir), filepath.Clean(b.Dir), database)
}
