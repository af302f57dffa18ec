// Package opencv has the three things that gocv 0.31 does not do for us: the number of OpenCV's
// threads, networks whose exceptions become errors instead of the end of the process, and a forward
// pass with several outputs that leaks nothing (gocv's leaks its names, some hundred bytes a frame,
// which is tens of megabytes in an hour of live picture).
package opencv
