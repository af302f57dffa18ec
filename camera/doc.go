// Package camera turns a webcam, a video file, a folder of pictures, a network stream or a drawn
// demonstration into frames. The newest frame wins: a slow consumer misses frames, it never delays
// another consumer nor the camera.
//
// A Stream owns the source: it opens it, watches over it, says within two seconds when no picture
// comes, and opens it again by itself. Nothing of OpenCV leaves the package, and no picture is kept:
// a mailbox holds three buffers, overwritten for ever.
package camera
