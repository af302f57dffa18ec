// Package stage lets a program play staff and resident against the real binaries: a
// window on a virtual display, keys pressed by xdotool, a camera that plays recorded
// video, pages filled in over HTTPS, mails read from a real SMTP socket. The tests of
// internal/e2e, the measurements of make bench and the pictures of make screenshots
// are plays on this stage.
package stage
