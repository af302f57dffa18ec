// Package loopback finds addresses for programs that tests and plays start, kill and start
// again at the same place.
package loopback

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
)

// lowest and highest are the ports that are tried at first. What is below lowest belongs to
// known services.
const (
	lowest  = 20_000
	highest = 65_535
)

// Free is an address of this machine alone that nobody listens on: "127.0.0.1:23117". Its
// port is none of those that the system gives to whoever connects or asks for any, so that
// nobody takes it by chance while the program that has it is dead.
func Free() (string, error) {
	var last error
	for range 100 {
		port := lowest + rand.IntN(highest-lowest+1)
		if from, to := given(); port >= from && port <= to {
			continue
		}
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		l, err := net.Listen("tcp", addr)
		if err != nil {
			last = err
			continue
		}
		return addr, l.Close()
	}
	return "", fmt.Errorf("find a free port: %w", errors.Join(errNone, last))
}

var errNone = errors.New("a hundred tries found none")

// given is the range of the ports that the system gives; Linux's own where it does not tell.
func given() (from, to int) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err == nil {
		if _, err = fmt.Sscan(string(text), &from, &to); err == nil && to-from < highest-lowest {
			return from, to
		}
	}
	return 32_768, 60_999
}

// Listened tells whether somebody listens at an address that Free gave, without a
// connection, which might be the only one that is taken.
func Listened(addr string) bool {
	_, port, err := net.SplitHostPort(addr)
	n, err2 := strconv.Atoi(port)
	text, err3 := os.ReadFile("/proc/net/tcp")
	if errors.Join(err, err2, err3) != nil {
		return false
	}
	const listen = "0A" // the state as the kernel writes it (include/net/tcp_states.h)
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) > 3 && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", n)) && f[3] == listen {
			return true
		}
	}
	return false
}
