package ui

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// plug gives the window everything that a program can have, each telling the walk what it is asked for.
func (w *walk) plug() {
	ask := func(what string) { w.asked[what] = true }
	w.desk, w.deskFake, w.queue = newCameraDesk(), &uidemo.Desk{}, &uidemo.Queue{N: 40}
	w.withSupervisor()
	w.withTools()
	w.devices = w.withDevices()
	d := &w.deps
	d.Desk, d.Queue, d.Cameras, d.Devices = walkDesk{w.deskFake, ask}, walkQueue{w.queue, w}, walkCameras{w.desk, w}, walkDevices{w.devices, w}
	d.Kiosk, w.end = false, func() { w.write("end") }
	d.LogIn = func(_ context.Context, id, pin string) (enrol.Staff, error) {
		ask("Deps.LogIn")
		return w.logIn(id, pin)
	}
	d.Vouch = func(ctx context.Context, id, pin string, role enrol.Role) (enrol.Staff, error) {
		ask("Deps.Vouch")
		return w.vouch(ctx, id, pin, role)
	}
	d.SetPIN = func(_ context.Context, id, _, pin string) (enrol.Staff, error) {
		ask("Deps.SetPIN")
		w.write("pin of " + id + " " + pin)
		return enrol.Staff{ID: id, Role: enrol.RoleSupervisor}, nil
	}
	d.SwitchCamera = func() string { ask("Deps.SwitchCamera"); w.write("other camera"); return "/dev/video2" }
	d.Swap = func() { ask("Deps.Swap"); w.write("swap") }
	d.Enrol = nil
	d.Changed = func(p Prefs) { ask("Deps.Changed"); w.write(w.changed(p)) }
	facts, doctor, bundle := d.Facts, d.Doctor, d.Bundle
	d.Facts = func(ctx context.Context) []Fact { ask("Deps.Facts"); return facts(ctx) }
	d.Doctor = func(ctx context.Context, l string) []Finding {
		ask("Deps.Doctor")
		w.write("doctor")
		return doctor(ctx, l)
	}
	d.Bundle = func(ctx context.Context, folder string) (string, error) {
		ask("Deps.Bundle")
		w.write("bundle")
		return bundle(ctx, folder)
	}
	d.Training = nil
}

// changed says what is other in the preferences than what every function begins with.
func (w *walk) changed(p Prefs) string {
	d := Prefs{Language: w.speaks, Resident: true}
	if p.Language != d.Language {
		return "other language"
	}
	for _, x := range []struct {
		name     string
		is, gone any
	}{{"text", p.TextSize, d.TextSize}, {"dark", p.Dark, d.Dark}, {"contrast", p.Contrast, d.Contrast}, {"silent", p.Silent, d.Silent},
		{"resident", p.Resident, d.Resident}, {"slips", p.Slips, d.Slips}, {"printer", p.Printer, d.Printer}, {"sheets", p.Sheets, d.Sheets},
		{"paper", p.Paper, d.Paper}, {"corner", p.Corner, d.Corner}, {"model", p.Embedder, d.Embedder}} {
		if x.is != x.gone {
			return fmt.Sprint(x.name, " ", x.is)
		}
	}
	return "nothing else"
}

// walkDesk tells which of its methods is asked; those that do something write it down themselves.
type walkDesk struct {
	*uidemo.Desk
	ask func(string)
}

func (d walkDesk) Story(ctx context.Context, id string) ([]enrol.AuditEntry, error) {
	d.ask("Desk.Story")
	d.Done = append(d.Done, "story")
	return d.Desk.Story(ctx, id)
}

func (d walkDesk) Attend(ctx context.Context, id, actor string) error {
	d.ask("Desk.Attend")
	return d.Desk.Attend(ctx, id, actor)
}

func (d walkDesk) Export(ctx context.Context, folder, actor string, ids ...string) (string, int, error) {
	d.ask("Desk.Export")
	return d.Desk.Export(ctx, folder, actor, ids...)
}

func (d walkDesk) Import(ctx context.Context, path, actor string) (enrol.Carried, error) {
	d.ask("Desk.Import")
	return d.Desk.Import(ctx, path, actor)
}

func (d walkDesk) Resend(ctx context.Context, id, actor string) error {
	d.ask("Desk.Resend")
	return d.Desk.Resend(ctx, id, actor)
}

func (d walkDesk) Day(ctx context.Context, now time.Time) (enrol.Day, error) {
	d.ask("Desk.Day")
	d.Done = append(d.Done, "day")
	return d.Desk.Day(ctx, now)
}

func (d walkDesk) Reached(ctx context.Context) (enrol.Reach, error) {
	d.ask("Desk.Reached")
	return d.Desk.Reached(ctx)
}

func (d walkDesk) Settings(ctx context.Context) (enrol.Settings, error) {
	d.ask("Desk.Settings")
	return d.Desk.Settings(ctx)
}

func (d walkDesk) Roster(ctx context.Context, now time.Time) (enrol.RosterDay, error) {
	d.ask("Desk.Roster")
	return d.Desk.Roster(ctx, now)
}

func (d walkDesk) MarkExpected(ctx context.Context, id string, m enrol.Mark, by string) error {
	d.ask("Desk.MarkExpected")
	return d.Desk.MarkExpected(ctx, id, m, by)
}

func (d walkDesk) Shift(ctx context.Context) (enrol.Sheet, error) {
	d.ask("Desk.Shift")
	d.Done = append(d.Done, "shift")
	return d.Desk.Shift(ctx)
}

func (d walkDesk) CloseShift(ctx context.Context, o enrol.ShiftOrder) (enrol.Sheet, []string, error) {
	d.ask("Desk.CloseShift")
	return d.Desk.CloseShift(ctx, o)
}

func (d walkDesk) PrintSheet(ctx context.Context, files []string) (enrol.Printed, error) {
	d.ask("Desk.PrintSheet")
	return d.Desk.PrintSheet(ctx, files)
}

func (d walkDesk) PrintAgain(ctx context.Context, id, actor string) (enrol.Printed, error) {
	d.ask("Desk.PrintAgain")
	return d.Desk.PrintAgain(ctx, id, actor)
}

func (d walkDesk) Kept(ctx context.Context) ([]enrol.KeptPaper, error) {
	d.ask("Desk.Kept")
	d.Done = append(d.Done, "kept")
	return d.Desk.Kept(ctx)
}

func (d walkDesk) PrintKept(ctx context.Context, k enrol.KeptPaper, actor string) (enrol.Printed, error) {
	d.ask("Desk.PrintKept")
	return d.Desk.PrintKept(ctx, k, actor)
}

func (d walkDesk) SaveKept(ctx context.Context, k enrol.KeptPaper, folder, actor string) (int, error) {
	d.ask("Desk.SaveKept")
	return d.Desk.SaveKept(ctx, k, folder, actor)
}

func (d walkDesk) Sync(ctx context.Context) (enrol.SyncReport, error) {
	d.ask("Desk.Sync")
	return d.Desk.Sync(ctx)
}

func (d walkDesk) TryNow() {
	d.ask("Desk.TryNow")
	d.Desk.TryNow()
}

// walkQueue writes down what is filtered and looked for.
type walkQueue struct {
	*uidemo.Queue
	w *walk
}

func (q walkQueue) Items(ctx context.Context, query enrol.Query) ([]enrol.Item, error) {
	q.w.asked["Queue.Items"] = true
	if what := "items " + string(query.Filter) + " " + query.Text; what != q.w.filter {
		q.w.filter = what
		q.w.write(what)
	}
	return q.Queue.Items(ctx, query)
}

func (q walkQueue) Looked(ctx context.Context, ids ...string) error {
	q.w.asked["Queue.Looked"] = true
	q.w.write(fmt.Sprint("looked ", ids))
	return q.Queue.Looked(ctx, ids...)
}

func (q walkQueue) Retry(ctx context.Context, actor string, ids ...string) error {
	q.w.asked["Queue.Retry"] = true
	q.w.write(fmt.Sprint("retry ", ids))
	return q.Queue.Retry(ctx, actor, ids...)
}

// walkCameras writes down which camera is shown and what is changed of it.
type walkCameras struct {
	*cameraDesk
	w *walk
}

func (d walkCameras) Show(ctx context.Context, second bool) (CameraSetup, error) {
	d.w.asked["Cameras.Show"] = true
	d.w.write(fmt.Sprint("show camera ", map[bool]int{false: 1, true: 2}[second]))
	return d.cameraDesk.Show(ctx, second)
}

func (d walkCameras) Change(ctx context.Context, s CameraSetup) (CameraSetup, error) {
	d.w.asked["Cameras.Change"] = true
	d.w.write(fmt.Sprint("camera ", s.Source, " ", s.Size, " ", s.Mirror, " ", s.Rotate))
	return d.cameraDesk.Change(ctx, s)
}

func (d walkCameras) Test(ctx context.Context) CameraTest {
	d.w.asked["Cameras.Test"] = true
	return d.cameraDesk.Test(ctx)
}

func (d walkCameras) Leave() {
	d.w.asked["Cameras.Leave"] = true
	d.cameraDesk.Leave()
}

// walkDevices writes down what is tried.
type walkDevices struct {
	*fakeDevices
	w *walk
}

func (d walkDevices) Printers(ctx context.Context) ([]string, string, error) {
	d.w.asked["Devices.Printers"] = true
	return d.fakeDevices.Printers(ctx)
}

func (d walkDevices) Models(ctx context.Context) []string {
	d.w.asked["Devices.Models"] = true
	return d.fakeDevices.Models(ctx)
}

func (d walkDevices) InstallModels(ctx context.Context, folder string, hear func(ModelStep)) ModelsInstalled {
	d.w.asked["Devices.InstallModels"] = true
	d.w.write("install models from " + cmpOr(filepath.Base(folder), "the net"))
	return d.fakeDevices.InstallModels(ctx, folder, hear)
}

func (d walkDevices) TestPage(ctx context.Context, sheet bool, language string) (enrol.Printed, error) {
	d.w.asked["Devices.TestPage"] = true
	d.w.write(fmt.Sprint("test page, sheet ", sheet))
	return d.fakeDevices.TestPage(ctx, sheet, language)
}

func (d walkDevices) Line(ctx context.Context, language string) []Finding {
	d.w.asked["Devices.Line"] = true
	d.w.write("test line")
	return []Finding{{Name: d.w.rig.words.Say("bar.registry"), Tone: look.Bad, Fact: d.w.rig.words.Say("code.certificate")}}
}

func (d walkDevices) Listen(hear func(ScanRead)) func() {
	d.w.asked["Devices.Listen"] = true
	d.w.write("listen")
	stop := d.fakeDevices.Listen(hear)
	return func() { d.w.write("listen no more"); stop() }
}

func (d walkDevices) Reads(ctx context.Context, text string) ScanRead {
	d.w.asked["Devices.Reads"] = true
	d.w.write("reads " + text)
	return d.fakeDevices.Reads(ctx, text)
}

// unknownPC is one that no registry knows yet.
func unknownPC(w *walk) {
	w.deps.Enrol = &Enrolment{Host: "loket-3", Do: func(_ context.Context, o EnrolOrder) (Enrolled, error) {
		w.asked["Deps.Enrol"] = true
		w.write(fmt.Sprint("enrol ", o.Registry, " ", o.Code, " ", o.Name))
		return Enrolled{Device: "0195794a", Outlet: "depok"}, nil
	}, Reopen: func() { w.write("reopen") }}
	w.rebuild()
}

// practised gives the window a training's band.
func practised(w *walk) {
	w.deps.Training = &Training{Day: func(string) { w.asked["Training.Day"] = true; w.write("day") },
		Args: map[string]string{"name": "latihan", "pin": "123456", "nik": "3276005207840812", "email": "wulan@latihan.example", "phone": "081200000812"}}
	w.tour = newTour(w.UI)
	w.rebuild()
}

// lane changes the snapshot that stands.
func changed(f func(*lane.View)) func(*walk) {
	return func(w *walk) {
		v := w.view
		f(&v)
		w.arrived(v)
	}
}
