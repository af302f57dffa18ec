package faults

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// answers are what the registry, or somebody in between, says instead of the truth.
var answers = map[Mode]string{
	Answer500: "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/problem+json\r\nContent-Length: 14\r\n\r\n{\"status\":500}",
	Answer503: "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
	Answer429: "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
	Nonsense:  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 29\r\n\r\n<html>Please log in.</html>\r\n",
}

// answer speaks TLS with the registry's own certificate, reads requests and answers
// each the same.
func answer(c net.Conn, config *tls.Config, m Mode) {
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	secure := tls.Server(c, config)
	in := bufio.NewReader(secure)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		if _, err := fmt.Fprint(secure, answers[m]); err != nil {
			return
		}
	}
}
