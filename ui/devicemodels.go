package ui

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// ModelStep is how far an installation of face models is.
type ModelStep struct {
	ID          string // of the model
	At, Of      int    // the first is 1
	Bytes, Size int64  // Size is 0 where nobody knows
}

// ModelsInstalled is what an installation came to.
type ModelsInstalled struct {
	Done   []string // ids of those that are there now
	Failed string   // id of the one that Err is about; may be ""
	Err    error    // the first failure that matters, CodeCancelled when it was stopped
}

// modelInstall is an installation that is under way. It goes on when the page of devices is left.
type modelInstall struct {
	stop func()
	step ModelStep
}

// mayInstall tells whether face models can be installed by who is here: not in a training, whose PIN
// everybody knows and whose models are the counter's.
func (q *devicesForm) mayInstall() bool {
	return mayRepair(q.ui.view.Staff.Role) && q.ui.deps.Training == nil
}

// models asks where they come from, or stops the installation that is under way.
func (q *devicesForm) models() {
	switch u := q.ui; {
	case !q.mayInstall():
	case u.installing != nil:
		u.installing.stop()
	default:
		u.ask(newModelSources(u))
	}
}

// newModelSources asks where models come from.
func newModelSources(u *UI) question {
	c := &choice{ui: u, hint: "install.hint", remak: func() question { return newModelSources(u) }, signs: []string{"document", "registry"}}
	c.take = []func(){
		func() {
			u.ask(newFilesForm(u, folderFiles("install", func(folder string) { u.install(folder) })))
		},
		func() { u.install("") },
	}
	c.build(u.words.Say("install.title"), "face", []string{u.words.Say("install.folder"), u.words.Say("install.net")})
	return c
}

// install has models installed out of a folder, or with "" from their public addresses, and opens the page of
// devices, which says how far it is.
func (u *UI) install(folder string) {
	given, stop := context.WithCancel(context.Background())
	now := &modelInstall{stop: stop}
	u.installing = now
	u.answer()
	u.openDevices()
	u.fetch.run(endedBy(given, func(ctx context.Context) func() {
		got := u.deps.Devices.InstallModels(ctx, folder, func(s ModelStep) {
			u.onMain(func() { u.installs(now, s) })
		})
		return func() {
			stop()
			u.installing = nil
			if got.Err != nil {
				u.deps.Log.Warn("install models", "code", enrol.CodeOf(got.Err))
			}
			u.installed(installResults(u.words, folder, got, u.failure))
		}
	}))
}

// failure is what is said of an error now.
func (u *UI) failure(err error) (sentence, do string) { return u.words.Failure(err, u.now()) }

// installs shows how far it is.
func (u *UI) installs(now *modelInstall, s ModelStep) {
	now.step = s
	if q, ok := u.question.(*devicesForm); ok && u.installing == now && len(q.panel.rows) > 0 {
		r := installStep(u.words, s)
		q.results = []deviceResult{r}
		q.panel.rows[0].text.Set(r.text, u.look.Text)
		q.panel.rows[0].add.Set(r.add, u.look.Text)
	}
}

// installed shows what it came to, over whatever is open by then, and renews what there is to choose from.
func (u *UI) installed(results []deviceResult) {
	if _, open := u.question.(*devicesForm); !open {
		u.say(results[0].tone, strings.TrimSpace(results[0].text+" "+results[0].add))
		return
	}
	u.slow.run(func(ctx context.Context) func() {
		models := u.deps.Devices.Models(ctx)
		return func() {
			if open, ok := u.question.(*devicesForm); ok {
				open.asked++ // what was tried before says nothing over it
				open.known.models = models
				open.show(results...)
			}
		}
	})
}

// installStep is the line of an installation that is under way.
func installStep(w *words.Words, s ModelStep) deviceResult {
	if s.Of == 0 {
		return deviceResult{look.Info, w.Say("install.begins"), w.Say("install.stops")}
	}
	mega := func(n int64) string {
		if n >= 10e6 {
			return strconv.FormatInt((n+5e5)/1e6, 10)
		}
		return w.Decimal(float64(n) / 1e6)
	}
	far := w.Say("install.bytes", "done", mega(s.Bytes))
	if s.Size > 0 {
		far = w.Say("install.bytes-of", "done", mega(s.Bytes), "size", mega(s.Size))
	}
	return deviceResult{look.Info, w.Say("install.step", "at", strconv.Itoa(s.At), "of", strconv.Itoa(s.Of), "model", s.ID), far + " " + w.Say("install.stops")}
}

// installResults say what an installation came to: what is there now, and what went wrong.
func installResults(w *words.Words, folder string, got ModelsInstalled, failure func(error) (string, string)) (out []deviceResult) {
	if len(got.Done) > 0 {
		out = append(out, deviceResult{look.OK, w.Say("install.done", "models", strings.Join(got.Done, ", ")), w.Say("settings.next-start")})
	}
	if got.Err == nil {
		if len(out) == 0 {
			out = append(out, deviceResult{look.Warn, w.Say("install.none-there"), w.Say("install.none-there.do")})
		}
		return out
	}
	key, tone := "", look.Bad
	switch enrol.CodeOf(got.Err) {
	case enrol.CodeCancelled:
		key, tone = "install.stopped", look.Warn
	case enrol.CodeBadModel:
		key = "install.broken"
		if got.Failed == "" {
			key = "install.no-list"
		}
	case enrol.CodeNoModel, enrol.CodeNotFound:
		key, tone = "install.none-there", look.Warn
	case enrol.CodeOffline, enrol.CodeSlow, enrol.CodeNonsense:
		key = "install.offline"
		if folder != "" {
			key = "install.not-there"
		}
	}
	if key == "" {
		sentence, do := failure(got.Err)
		return append(out, deviceResult{tone, sentence, do})
	}
	return append(out, deviceResult{tone, w.Say(key, "model", fmt.Sprintf("%.40s", got.Failed)), w.Say(key + ".do")})
}
