package training

import (
	"context"
	"image"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// dark is how much light is left, of 255.
const dark = 26

// dimmed takes the light away from a camera's pictures, in copies: the camera's own are lent.
type dimmed struct {
	src lane.Frames
	on  func() bool
	out enrol.Frame
}

// Next implements lane.Frames.
func (d *dimmed) Next(ctx context.Context) (*enrol.Frame, error) {
	f, err := d.src.Next(ctx)
	if err != nil || f == nil || !d.on() {
		return f, err
	}
	rgba, gray := d.out.RGBA, d.out.Gray
	d.out = *f
	if f.RGBA != nil {
		if rgba == nil || rgba.Rect != f.RGBA.Rect {
			rgba = image.NewRGBA(f.RGBA.Rect)
		}
		dim(rgba.Pix, rgba.Stride, f.RGBA.Pix, f.RGBA.Stride, 4*f.RGBA.Rect.Dx(), 4)
		d.out.RGBA = rgba
	}
	if f.Gray != nil {
		if gray == nil || gray.Rect != f.Gray.Rect {
			gray = image.NewGray(f.Gray.Rect)
		}
		dim(gray.Pix, gray.Stride, f.Gray.Pix, f.Gray.Stride, f.Gray.Rect.Dx(), 1)
		d.out.Gray = gray
	}
	return &d.out, nil
}

// Fit hands on how large the pictures are to be, where their source can be told (preview.Scaler).
func (d *dimmed) Fit(box image.Point) {
	if s, ok := d.src.(interface{ Fit(image.Point) }); ok {
		s.Fit(box)
	}
}

// dim copies rows of wide bytes with less light; of four bytes the last is opacity.
func dim(dst []uint8, dstStride int, src []uint8, srcStride, wide, pixel int) {
	for y := 0; y*dstStride < len(dst) && y*srcStride+wide <= len(src); y++ {
		to, from := dst[y*dstStride:y*dstStride+wide], src[y*srcStride:y*srcStride+wide]
		for i, v := range from {
			if pixel == 4 && i%4 == 3 {
				to[i] = v
				continue
			}
			to[i] = uint8(int(v) * dark / 255)
		}
	}
}
