// Benchface measures the face check over a folder of people (DIR/person/*.jpg): how many faces are
// found, what a step costs, how many people are told from each other, what quantisation loses, and how
// well a portrait printed on a card still serves.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
)

func main() {
	face.ProbeMain()
	var b bench
	flag.StringVar(&b.dir, "dir", "", "folder of people: DIR/person/*.jpg, or DIR/person1.jpg (png, pgm, bmp)")
	flag.StringVar(&b.models, "models", "", "folder of models; empty: the installed ones")
	flag.StringVar(&b.roc, "roc", "", "write the ROC as a PNG to this file")
	flag.IntVar(&b.threads, "threads", 1, "threads OpenCV may use")
	flag.BoolVar(&b.card, "card", true, "simulate portraits on cards, too")
	flag.IntVar(&b.drawn, "drawn", 0, "draw so many people instead of reading a folder")
	report := flag.String("report", "", "write machine and figures to this file, too; without --dir for drawn people and for the photographs beside the project")
	flag.Parse()
	run := func() error { return b.run(os.Stdout) }
	if *report != "" {
		run = func() error { return b.report(*report) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "benchface:", err)
		os.Exit(1)
	}
}

func (b *bench) open() error {
	c, err := face.New(face.Config{ModelsDir: b.models})
	if err != nil {
		return err
	}
	b.checker = c
	camera.SetThreads(b.threads)
	for _, issue := range c.Issues() {
		fmt.Fprintln(os.Stderr, "model not used:", issue)
	}
	if !c.CanMatch() {
		return fmt.Errorf("no detector with landmarks and embedding model is installed (%w)", os.ErrNotExist)
	}
	return nil
}
