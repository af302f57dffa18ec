package main

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/internal/training"
	"github.com/gerai-ikd/gerai/ui"
)

// trainingFolder is the training's own, below the counter's: nothing of the one is ever
// in the other's database.
const trainingFolder = "latihan"

// train opens the counter's window for practice.
func (p *program) train(ctx context.Context, args []string) int { return p.open(ctx, "train", args) }

// toTraining changes a configuration to that of a training: own folder, demonstration
// camera unless a flag names another, no registry.
func (c *Config) toTraining(args []string) {
	c.Training, c.Data, c.Key, c.DemoFeed = true, filepath.Join(c.Data, trainingFolder), outlet.KeyInFile, ""
	c.Away = slices.Contains(args, demoCamera)
	if flagArg(args, "camera") == "" || slices.Contains(args, demoCamera) {
		c.Camera = "demo:"
	}
}

// goToSchool makes the counter a training's. One that knows a registry is refused: what
// is practised must have nowhere to go.
func (c *counter) goToSchool(ctx context.Context) error {
	if c.client != nil || c.works.Device != "" {
		return enrol.NewError(enrol.CodeTraining, "open training")
	}
	var err error
	if c.school, err = training.New(c.works.Now); err != nil {
		return err
	}
	c.feed.ask = c.school.QR
	return c.store.Apply(ctx, c.school.Pull())
}

// refuseTraining keeps a registry out of a training's folder.
func refuseTraining(ctx context.Context, books enrol.Books) error {
	s, err := books.Settings(ctx)
	if err == nil && s.Outlet == training.Outlet {
		err = enrol.NewError(enrol.CodeTraining, "enrol")
	}
	return err
}

// practise is what the windows are told of a training; nil: there is none.
func (c *counter) practise() *ui.Training {
	if c.school == nil {
		return nil
	}
	return &ui.Training{Day: c.school.Begin, Away: c.cfg.Away, Args: map[string]string{"name": training.StaffID, "pin": training.PIN,
		"nik": string(training.NoPhone.NIK), "email": string(training.NoPhone.Email), "phone": string(training.NoPhone.Phone)}}
}

// seen is a camera's pictures, which may be dark in a training.
func (c *counter) seen(f lane.Frames) lane.Frames {
	if c.school == nil {
		return f
	}
	return c.school.Dim(f)
}
