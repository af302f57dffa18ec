// Package e2e has no code of its own: its tests play whole cases with the real
// programs, on a virtual display, with recorded video, over real sockets. They need
// bin/gerai and bin/pusat; make e2e builds them first.
package e2e
