//go:build matprofile

package main

import (
	"fmt"

	"gocv.io/x/gocv"
)

// openMats is how many pictures of OpenCV are open.
func openMats() string { return fmt.Sprintf(", Mats %d", gocv.MatProfile.Count()) }
