// Package paper draws printed pages, and desks that they lie on under a camera, for tests and
// the demonstration. Nobody named on them exists.
package paper
