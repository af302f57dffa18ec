package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// listeners are the addresses of serve; office and metrics are nil where there are none.
type listeners struct {
	pages, devices, office, metrics net.Listener
}

// site is what answers at an address.
type site struct {
	listener net.Listener
	config   *tls.Config // nil: plain HTTP
	handler  http.Handler
	write    time.Duration // for the answer; 0: no limit
}

// listenAll opens every address before anything else begins.
func (m *Main) listenAll() (*listeners, error) {
	officeAddr := m.Config.ListenOffice
	if officeAddr == "" && m.Config.Demo {
		officeAddr = "127.0.0.1:0"
	}
	var l listeners
	var errs [4]error
	l.pages, errs[0] = listen("residents", m.Config.Listen)
	l.devices, errs[1] = listen("outlets", m.Config.ListenDevices)
	l.office, errs[2] = listen("the office", officeAddr)
	l.metrics, errs[3] = listen("metrics", m.Config.ListenMetrics)
	err := errors.Join(errs[:]...)
	if err == nil && (l.pages == nil || l.devices == nil) {
		err = usageError("serve needs --listen and --listen-devices")
	}
	if err != nil {
		l.close()
		return nil, err
	}
	return &l, nil
}

func listen(whom, addr string) (net.Listener, error) {
	if addr == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for %s: %w", whom, err)
	}
	return l, nil
}

func (l *listeners) close() {
	for _, x := range []net.Listener{l.pages, l.devices, l.office, l.metrics} {
		if x != nil {
			_ = x.Close()
		}
	}
}
