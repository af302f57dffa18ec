package web

import (
	"testing"
	"time"
)

func TestGate(t *testing.T) {
	now := time.Unix(1000, 0)
	g := NewGate(Limit{Burst: 3, Every: time.Second}, func() time.Time { return now })
	for i := range 3 {
		if err := g.Admit("192.0.2.1"); err != nil {
			t.Fatalf("form %d: %v", i, err)
		}
	}
	if err := g.Admit("192.0.2.1"); err == nil {
		t.Error("the fourth form at once passed")
	}
	if err := g.Admit("192.0.2.2"); err != nil {
		t.Error("another address pays for the first")
	}
	now = now.Add(time.Second)
	if err := g.Admit("192.0.2.1"); err != nil {
		t.Error("a second later it is still closed")
	}
	for i := range 3 {
		if err := g.Admit("2001:db8::" + string(rune('1'+i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Admit("2001:db8::9"); err == nil {
		t.Error("one customer's IPv6 addresses are counted apart")
	}
}
