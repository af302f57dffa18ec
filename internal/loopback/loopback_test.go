package loopback

import (
	"net"
	"strconv"
	"testing"
)

func TestFree(t *testing.T) {
	from, to := given()
	for range 50 {
		addr, err := Free()
		if err != nil {
			t.Fatal(err)
		}
		_, text, err := net.SplitHostPort(addr)
		port, err2 := strconv.Atoi(text)
		if err != nil || err2 != nil || port < lowest || port > highest || port >= from && port <= to {
			t.Fatalf("%s, while the system gives %d to %d", addr, from, to)
		}
	}
}

func TestListened(t *testing.T) {
	addr, err := Free()
	if err != nil {
		t.Fatal(err)
	}
	if Listened(addr) || Listened("nonsense") {
		t.Error("somebody listens before anybody does")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if !Listened(addr) {
		t.Error("nobody listens")
	}
	if err := l.Close(); err != nil || Listened(addr) {
		t.Errorf("somebody listens still, %v", err)
	}
}
