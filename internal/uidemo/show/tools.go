package main

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2/app"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// addTools gives the window what a program has behind the settings.
func addTools(d *ui.Deps) {
	d.Facts = func(context.Context) []ui.Fact {
		return []ui.Fact{{Key: "fact.version", Value: "demo"}, {Key: "fact.models", Value: "yunet, sface"}, {Key: "fact.key", Value: "tpm"},
			{Key: "fact.data", Value: "~/.local/share/gerai"}}
	}
	d.Devices, d.Cameras = devices{}, &cameras{}
	d.SwitchCamera = func() string { return "USB2.0 PC CAMERA" }
	d.Doctor, d.Bundle = findings, func(context.Context, string) (string, error) { return "gerai-bantuan.zip", nil }
}

// desk is one at which the shift is not closed yet, and a refused item not attended to.
type desk struct{ *uidemo.Desk }

// Story is that of the queue's fourth item, up to the registry's answer.
func (d desk) Story(ctx context.Context, id string) ([]enrol.AuditEntry, error) {
	all, err := d.Desk.Story(ctx, id)
	if err != nil || len(all) < storyOpen {
		return all, err
	}
	refused := uidemo.Item(3)
	late := refused.OpenedAt.Sub(all[0].At)
	for i := range all {
		all[i].At = all[i].At.Add(late)
	}
	return all[:storyOpen], nil
}

// storyOpen is how many entries a case's story has before staff put right what was refused.
const storyOpen = 4

// Kept is what lies there from the shifts before.
func (d desk) Kept(ctx context.Context) ([]enrol.KeptPaper, error) {
	all, err := d.Desk.Kept(ctx)
	return all[min(1, len(all)):], err
}

// findings are those of a counter that works, and has no printer.
func findings(_ context.Context, language string) []ui.Finding {
	w, err := words.Load(language)
	if err != nil {
		return nil
	}
	printer, plug := w.Code(enrol.CodePrinter, nil)
	return []ui.Finding{
		{Name: w.Say("bar.camera"), Tone: look.OK, Fact: "Contoh Webcam HD 1280x720"},
		{Name: w.Say("bar.registry"), Tone: look.OK, Fact: "pusat.example:8443"},
		{Name: w.Say("doctor.printer"), Tone: look.Warn, Fact: printer, Do: plug},
		{Name: w.Say("fact.models"), Tone: look.OK, Fact: "yunet, sface"},
		{Name: w.Say("fact.key"), Tone: look.OK, Fact: "tpm"},
	}
}

// showFault is the window of a database that can't be read, of which there is a backup.
func showFault(ctx context.Context, language string) int {
	w, err := words.Load(language)
	if err != nil {
		return 1
	}
	f := ui.Fault{Full: true, Details: []string{"~/.local/share/gerai/gerai.db", "backups/gerai-20260309-0700.db"},
		Sure: w.Fill("fault.mend-sure", map[string]string{"backup": "09/03/2026 07.00"}),
		Mend: func(context.Context) (string, error) { return w.Say("fault.mended-backup"), nil }}
	f.Sentence, f.Do = w.Code(enrol.CodeDBBroken, nil)
	x, err := ui.NewFaultWindow(app.NewWithID("id.go.gerai.ikd.show"), language, f)
	if err != nil {
		return 1
	}
	x.Run(ctx)
	return 0
}

// cameras has two webcams with a good picture, of which the first can be set by hand.
type cameras struct{ second bool }

func (c *cameras) Show(_ context.Context, second bool) (ui.CameraSetup, error) {
	c.second = second
	s := ui.CameraSetup{Second: second, Source: "/dev/v4l/by-id/usb-Contoh", Size: image.Pt(1280, 720),
		Sizes: []image.Point{{X: 640, Y: 480}, {X: 1280, Y: 720}, {X: 1920, Y: 1080}},
		Sources: []ui.CameraSource{{}, {Source: "/dev/v4l/by-id/usb-Contoh", Name: "Contoh Webcam HD 1080p · /dev/video0"},
			{Source: "/dev/v4l/by-id/usb-Lain", Name: "USB2.0 PC CAMERA · /dev/video2"}},
		Exposure: &ui.CameraDial{Least: 3, Most: 2047, Step: 1, Value: 250, HasAuto: true, Auto: true},
		Focus:    &ui.CameraDial{Least: 0, Most: 250, Step: 5, Value: 45, HasAuto: true}}
	if second {
		s.Source, s.Exposure, s.Focus = "/dev/v4l/by-id/usb-Lain", nil, nil
	}
	return s, nil
}

func (c *cameras) Change(_ context.Context, s ui.CameraSetup) (ui.CameraSetup, error) { return s, nil }

func (c *cameras) Test(context.Context) ui.CameraTest {
	return ui.CameraTest{Status: enrol.CameraStatus{State: enrol.CameraLive, Source: "/dev/video0", FPS: 29.97, Width: 1280, Height: 720},
		Measured: true, Brightness: .52, Sharpness: 84, Detector: true, Faces: 1}
}

func (c *cameras) Leave() {}

// devices has a printer for slips and one for sheets, and nothing to read.
type devices struct{}

func (devices) Printers(context.Context) ([]string, string, error) {
	return []string{"kantor", "struk"}, "struk", nil
}

func (devices) TestPage(context.Context, bool, string) (enrol.Printed, error) {
	return enrol.Printed{Printer: "struk"}, nil
}

func (devices) Line(context.Context, string) []ui.Finding {
	return []ui.Finding{{Name: "Pusat", Tone: look.OK, Fact: "pusat.example:8444"}}
}

func (devices) Models(context.Context) []string { return []string{"sface"} }

// InstallModels takes a few seconds for each of three.
func (devices) InstallModels(ctx context.Context, _ string, hear func(ui.ModelStep)) (got ui.ModelsInstalled) {
	const size = 37_000_000
	for i, id := range []string{"yunet", "sface", "minifasnet"} {
		for read := int64(0); read <= size; read += size / 10 {
			select {
			case <-ctx.Done():
				got.Err = enrol.WrapError(enrol.CodeCancelled, "install models", ctx.Err())
				return got
			case <-time.After(300 * time.Millisecond):
				hear(ui.ModelStep{ID: id, At: i + 1, Of: 3, Bytes: read, Size: size})
			}
		}
		got.Done = append(got.Done, id)
	}
	return got
}

func (devices) Listen(func(ui.ScanRead)) func() { return func() {} }

func (devices) Reads(context.Context, string) ui.ScanRead {
	return ui.ScanRead{Tone: look.Warn, Code: enrol.CodeQRForeign}
}
