package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/enrol"
)

// cameraLook is how long the doctor watches a camera that works: pictures without colour
// are told after two seconds, frozen ones after three.
const cameraLook = 3500 * time.Millisecond

// How long a camera may take to its first picture, or to go on after a gap: some need seconds to wake up, and
// longer beside a counter that is at work. One that can't be opened, or is open and silent, is given up sooner.
const (
	cameraWaits  = time.Minute
	cameraFails  = 5 * time.Second
	cameraStalls = 20 * time.Second
	cameraStep   = 250 * time.Millisecond
)

// lookCamera looks at the configured camera, and at the second one where there is one.
func (p *program) lookCamera(ctx context.Context, cfg Config) []finding {
	if len(camera.Devices()) == 0 && (cfg.Camera == "" || cfg.Camera == "auto") {
		return p.bad("camera", "warning", enrol.NewError(enrol.CodeNoCamera, "look for a camera"))
	}
	out := p.watchCamera(ctx, cfg)
	if cfg.Camera2 != "" && cfg.Camera2 != cfg.Camera {
		cfg.Camera = cfg.Camera2
		out = append(out, p.watchCamera(ctx, cfg)...)
	}
	return out
}

// watchCamera opens a camera, waits for a picture and watches what comes for a while.
func (p *program) watchCamera(ctx context.Context, cfg Config) []finding {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := camera.New(camera.Options{Source: cfg.Camera, Rotate: cfg.Rotate, Loop: true})
	box := s.Subscribe(camera.Gray)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Run(ctx) }()
	err := watch(ctx, box, s.Status)
	st := s.Status()
	cancel()
	<-ended
	if err != nil {
		code := enrol.CodeCameraLost
		if st.State == enrol.CameraBusy {
			code = enrol.CodeCameraBusy
		}
		return p.bad("camera", "fault", enrol.NewError(code, "open camera"))
	}
	if st.State == enrol.CameraStalled {
		st.State = enrol.CameraLive // a picture has just come: slow is not lost
	}
	return p.cameraFinding(st)
}

// watch answers nil once pictures have come for cameraLook, and still do.
func watch(ctx context.Context, box *camera.Mailbox, status func() enrol.CameraStatus) error {
	if err := pictureOf(ctx, box, status); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return fmt.Errorf("watch the camera: %w", ctx.Err())
	case <-time.After(cameraLook):
	}
	_ = box.TryNext() // one of before
	return pictureOf(ctx, box, status)
}

// pictureOf waits for a picture as long as there is hope for one.
func pictureOf(ctx context.Context, box *camera.Mailbox, status func() enrol.CameraStatus) error {
	ctx, cancel := context.WithTimeout(ctx, cameraWaits)
	defer cancel()
	hope := time.Now()
	for {
		step, end := context.WithTimeout(ctx, cameraStep)
		_, err := box.Next(step)
		end()
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		patience := cameraFails
		switch status().State {
		case enrol.CameraStarting, enrol.CameraLive:
			hope = time.Now()
		case enrol.CameraStalled:
			patience = cameraStalls
		}
		if time.Since(hope) > patience {
			return fmt.Errorf("wait for a picture: %w", err)
		}
	}
}

// cameraFinding is what a camera's pictures are like.
func (p *program) cameraFinding(st enrol.CameraStatus) []finding {
	fact := fmt.Sprintf("%s %dx%d", st.Source, st.Width, st.Height)
	switch {
	case st.State == enrol.CameraNone:
		return p.bad("camera", "fault", enrol.NewError(enrol.CodeNoCamera, "watch the camera"))
	case st.State != enrol.CameraLive && st.State != enrol.CameraEnded:
		return p.bad("camera", "fault", enrol.NewError(enrol.CodeCameraLost, "watch the camera"))
	case st.Fault != enrol.FaultNone:
		return []finding{{What: "camera", Level: "fault", Fact: fact, Do: p.text("fault."+string(st.Fault), nil)}}
	case st.Grey:
		return []finding{{What: "camera", Level: "warning", Fact: fact, Do: p.text("camera.advice.grey", nil)}}
	}
	return p.good("camera", fact)
}
