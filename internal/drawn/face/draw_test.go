package face

import (
	"bytes"
	"image"
	"testing"
)

func TestPortraitIsRepeatable(t *testing.T) {
	a := Portrait(200, 200, 80, NewLook(3), Pose{})
	b := Portrait(200, 200, 80, NewLook(3), Pose{})
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("the same look drew two different pictures")
	}
	if c := Portrait(200, 200, 80, NewLook(4), Pose{}); bytes.Equal(a.Pix, c.Pix) {
		t.Error("two looks drew the same picture")
	}
}

func TestDrawStaysInside(t *testing.T) {
	img := image.NewRGBA(image.Rect(10, 10, 50, 50))
	for _, at := range []image.Point{{-500, -500}, {0, 0}, {30, 30}, {4000, 20}} {
		Draw(img, float64(at.X), float64(at.Y), 120, NewLook(1), Pose{Yaw: .4, Roll: .2, SideLight: -1})
	}
}

func TestSideLightDarkensOneCheek(t *testing.T) {
	img := Portrait(300, 300, 120, NewLook(2), Pose{SideLight: 1})
	left, right := img.RGBAAt(150-40, 160), img.RGBAAt(150+40, 160)
	if int(left.G)*2 > int(right.G) {
		t.Errorf("left cheek %v, right cheek %v: want the left much darker", left, right)
	}
}

func BenchmarkPortrait(b *testing.B) {
	for b.Loop() {
		Portrait(1280, 720, 300, NewLook(1), Pose{})
	}
}
