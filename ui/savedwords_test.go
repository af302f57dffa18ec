package ui

import (
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// savedWords are words that tell the promises of a confirmation apart.
var savedWords = map[string]struct{ queued, kept, slower, byMail, enter, noMail string }{
	"id": {"antrean", "Disimpan di loket", "lebih lambat", "datang lewat e-mail ke", "kode dimasukkan di ponsel", "tidak memberi e-mail"},
	"en": {"ueue", "Kept at this counter", "may take longer", "code comes by e-mail to", "enter the code on your phone", "gave no e-mail"},
}

// TestSavedSaysWhatFollows: of every kind, with an e-mail and without, online and not, both windows say what
// was queued; a code is spoken of to the resident where one comes, and offline that it is kept here first.
func TestSavedSaysWhatFollows(t *testing.T) {
	for _, language := range assets.Languages {
		w, say := MustWords(t, language), savedWords[language]
		for _, kind := range enrol.Kinds {
			for _, mail := range []string{"", "b•••@gmail.com"} {
				if kind == enrol.KindCard && mail != "" {
					continue // no e-mail is asked for
				}
				staff := map[string]bool{}
				for _, prompt := range []string{"lane.saved.approved", "lane.saved.waiting"} {
					name, offline := language+" "+string(kind)+" "+mail+" "+prompt, prompt == "lane.saved.waiting"
					v := sceneView(t, "16-saved")
					v.Saved, v.Prompt, v.Args = kind, prompt, map[string]string{"email": mail}
					m := newResidentModel(w, v)
					read := m.Sentence + " " + m.Note
					mine := kind == enrol.KindNew || kind == enrol.KindReactivate || kind == enrol.KindFirstCard
					for what, is := range map[string]struct {
						text, part string
						want       bool
					}{
						"masked address": {m.Sentence, "b•••@gmail.com", mail != ""},
						"code comes":     {read, say.byMail, mail != ""},
						"not active yet": {read, say.enter, mail != "" && mine},
						"mail is slower": {read, say.slower, mail != "" && offline},
					} {
						if got := strings.Contains(is.text, is.part); got != is.want {
							t.Errorf("%s: %s said %v: %q", name, what, got, is.text)
						}
					}
					if strings.Contains(strings.ToLower(m.Sentence), strings.ToLower(say.kept)) != offline && mail != "" {
						t.Errorf("%s: %q", name, m.Sentence)
					}
					if !offline && !strings.Contains(m.Sentence, say.queued) {
						t.Errorf("%s: %q does not speak of the queue", name, m.Sentence)
					}
					said := newLaneModel(w, v, uidemo.Now).Sentence
					if staff[said] = true; strings.Contains(said, "{") || !strings.Contains(said, say.queued) {
						t.Errorf("%s: staff read %q", name, said)
					}
					if asked := kind == enrol.KindNew || kind == enrol.KindReactivate; strings.Contains(said, say.noMail) && !asked {
						t.Errorf("%s: staff read %q, and no e-mail was asked for", name, said)
					}
				}
				if len(staff) != 2 {
					t.Errorf("%s %s %q: staff read the same with a line and without", language, kind, mail)
				}
			}
		}
	}
}

// TestSavedOfUnknownKind: a kind of a later version has the words of an activation.
func TestSavedOfUnknownKind(t *testing.T) {
	w, v := MustWords(t, "id"), sceneView(t, "16-saved")
	v.Saved = "of-a-later-version"
	if got := savedKey(w, "lane.saved.approved", v); got != "lane.saved.approved" {
		t.Errorf("%q", got)
	}
	v.Args = nil
	if got := savedKey(w, "resident.saved-note", v); got != "resident.saved-note.plain" {
		t.Errorf("%q", got)
	}
	if got := savedKey(w, "lane.saved.rejected", lane.View{}); got != "lane.saved.rejected" {
		t.Errorf("%q", got)
	}
}
