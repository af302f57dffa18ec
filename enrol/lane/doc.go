// Package lane is the counter's controller: it joins what the camera sees, what the
// resident's QR says and what staff press into one case after the other.
//
// One goroutine owns all state (Run); everything else posts events to it. What the
// screen shows is a View: an immutable snapshot, published after every change. Slow
// work (opening a case, comparing faces, saving) runs outside of that goroutine and
// comes back as an event, so that the lane answers keys at any time.
//
// It imports the domain alone: scanner, face and store are interfaces here (Deps).
package lane
