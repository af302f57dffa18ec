package main

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"
)

// socketName is where the counter that runs can be asked to come to the front. The data
// folder is its user's alone, and so is the socket.
const socketName = "gerai.sock"

const (
	callTime = 2 * time.Second
	callShow = "show\n"
	callDone = "shown\n"
)

// callFirst asks the counter that has the data folder to come to the front, and tells
// whether it said that it did.
func callFirst(folder string) bool {
	c, err := net.DialTimeout("unix", filepath.Join(folder, socketName), callTime)
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(callTime))
	if _, err := c.Write([]byte(callShow)); err != nil {
		return false
	}
	answer, err := bufio.NewReader(c).ReadString('\n')
	return err == nil && answer == callDone
}

// answerCalls brings the window to the front whenever somebody starts the counter a
// second time, until ctx ends. Who answers holds the database's lock, so that a socket
// that is there is a dead one's. Without a socket (a path may be too long for one) a
// second start is only told that there is a first.
func answerCalls(ctx context.Context, folder string, show func(), log *slog.Logger) error {
	path := filepath.Join(folder, socketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("clear the way for calls", "err", err)
		return nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		log.Warn("listen for calls", "err", err)
		return nil
	}
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		c, err := l.Accept()
		if err != nil {
			return nil // closed: the end
		}
		answerCall(c, show)
	}
}

func answerCall(c net.Conn, show func()) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(callTime))
	if line, err := bufio.NewReaderSize(c, 64).ReadString('\n'); err == nil && line == callShow {
		show()
		_, _ = c.Write([]byte(callDone))
	}
}
