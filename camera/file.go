package camera

import (
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif" // sizes of the formats are read before OpenCV decodes them
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"

	"github.com/gerai-ikd/gerai/enrol"
)

// MaxPixels is the largest picture file that is opened: 50 megapixels, more than any phone's camera
// needs here, and 200 MB decoded.
const MaxPixels = 50_000_000

// ReadPicture decodes a picture file (JPEG, PNG and what else OpenCV reads), upright by its EXIF tag.
// The error is CodeNotFound or CodePictureFile.
func ReadPicture(path string) (*image.RGBA, error) {
	mats := newMatSet()
	defer mats.close()
	if err := readInto(path, &mats.raw); err != nil {
		return nil, err
	}
	size, pix, err := mats.convert(0, false)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodePictureFile, "convert picture", err)
	}
	img := image.NewRGBA(image.Rectangle{Max: size})
	copy(img.Pix, pix)
	return img, nil
}

// checkPicture refuses what is no picture or too large, from the header alone: a few bytes may claim
// gigabytes.
func checkPicture(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return enrol.WrapError(enrol.CodeNotFound, "open picture", err)
	}
	defer f.Close()
	c, _, err := image.DecodeConfig(f)
	if err == nil {
		if c.Width <= 0 || c.Height <= 0 || int64(c.Width)*int64(c.Height) > MaxPixels {
			e := enrol.NewError(enrol.CodePictureFile, "read picture")
			return e.With("pixels", fmt.Sprintf("%dx%d", c.Width, c.Height))
		}
		return nil
	}
	return checkOther(f)
}

// checkOther lets two formats pass whose header Go does not read: BMP and PGM/PPM.
func checkOther(f *os.File) error {
	head := make([]byte, 64)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return enrol.WrapError(enrol.CodePictureFile, "read picture", err)
	}
	if w, h := otherSize(head[:n]); w <= 0 || h <= 0 || w > MaxPixels || h > MaxPixels || w*h > MaxPixels {
		return enrol.NewError(enrol.CodePictureFile, "read picture")
	}
	return nil
}

// otherSize reads the size out of the first bytes of a BMP (DIB header of Windows 3 and later) or a
// binary PGM or PPM without comments; 0, 0 is none of them.
func otherSize(head []byte) (w, h int) {
	if len(head) >= 26 && head[0] == 'B' && head[1] == 'M' {
		w = int(int32(binary.LittleEndian.Uint32(head[18:])))
		h = int(int32(binary.LittleEndian.Uint32(head[22:])))
		if h < 0 {
			h = -h // rows stored from the top
		}
		return w, h
	}
	var kind string
	if n, _ := fmt.Sscan(string(head), &kind, &w, &h); n == 3 && (kind == "P5" || kind == "P6") {
		return w, h
	}
	return 0, 0
}
