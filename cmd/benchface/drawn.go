package main

import (
	"fmt"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// drawnPoses are how each drawn person is seen.
var drawnPoses = []drawn.Pose{{}, {Yaw: .12, Light: .9}, {Yaw: -.15, SideLight: .4}, {Roll: .1, Light: 1.1}}

// draw makes pictures of drawn people. They show that the chain works; about accuracy
// on people they say nothing, since many of them look alike.
func (b *bench) draw() ([]sample, int, error) {
	var out []sample
	total := 0
	for person := range b.drawn {
		for i, pose := range drawnPoses {
			total++
			img := drawn.Noisy(drawn.Portrait(640, 480, 170, drawn.NewLook(int64(person)), pose), 2, int64(i))
			if s, ok := b.describe(img); ok {
				s.person = fmt.Sprint("drawn ", person)
				out = append(out, s)
			}
		}
	}
	return out, total, nil
}
