//go:build !matprofile

package main

// openMats is known with the build tag matprofile only.
func openMats() string { return "" }
