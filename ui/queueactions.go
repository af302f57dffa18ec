package ui

import (
	"context"
	"path/filepath"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// itemAction is what can be done with one item of the queue.
type itemAction string

const (
	doSend    itemAction = "send"    // now
	doCorrect itemAction = "correct" // a new case that puts a refused one right
	doAddress itemAction = "address" // a new case for another e-mail address, with a new check
	doResend  itemAction = "resend"  // another code to the same address
	doAttend  itemAction = "attend"  // a person has taken care of it
	doExport  itemAction = "export"  // its packet, for a stick
	doSupport itemAction = "support" // a file for whoever helps
	doAll     itemAction = "export-all"
	doImport  itemAction = "import"
	doPrint   itemAction = "print" // its slip, once more
	doKept    itemAction = "kept"  // sheets and slips that lie on this PC
)

// itemActions lists what helps with an item, the most obvious thing first, as far as it is for who is
// logged in: a refused case is put right by who decided it, or by a supervisor; a technician serves nobody.
func itemActions(it enrol.Item, who enrol.Staff) []itemAction {
	var out []itemAction
	serves := who.Role != enrol.RoleTechnician
	own := serves && (it.Operator == who.ID || who.Role == enrol.RoleSupervisor)
	waits := it.Delivery == enrol.DeliveryQueued || it.Delivery == enrol.DeliveryHeld || it.Delivery == enrol.DeliverySending
	if retryable(it) {
		out = append(out, doSend)
	}
	refused := it.Answer == enrol.AnswerRefused && !it.Attended
	held := it.Delivery == enrol.DeliveryHeld
	if own && (refused || held) {
		out = append(out, doCorrect)
	}
	if own && refused { // the registry judges it anew
		out = append(out, doSend)
	}
	if refused { // whichever way it comes
		out = append(out, doExport)
	}
	if own && (refused || held) {
		out = append(out, doAttend)
	}
	if serves && it.State == enrol.StateApproved && !refused {
		switch it.Account {
		case enrol.AccountBounced: // the same address would bounce again
			out = append(out, doAddress, doResend)
		case enrol.AccountExpired, enrol.AccountCodeSent:
			out = append(out, doResend, doAddress)
		}
	}
	if serves && hasSlip(it) {
		out = append(out, doPrint)
	}
	if waits && !lost(it) {
		out = append(out, doExport)
	}
	if refused || held {
		out = append(out, doSupport)
	}
	return out
}

// hasSlip tells whether a case's paper can be had again: the receipt of an approval that the
// registry has not refused, or what a parked one's resident is to bring.
func hasSlip(it enrol.Item) bool {
	return it.State == enrol.StateParked || it.State == enrol.StateApproved && it.Answer != enrol.AnswerRefused && !lost(it)
}

// obvious is what Enter does, "" for nothing: only what takes nothing away, and costs no paper.
func obvious(it enrol.Item, who enrol.Staff) itemAction {
	if all := itemActions(it, who); len(all) > 0 && all[0] != doExport && all[0] != doPrint && all[0] != doSupport {
		return all[0]
	}
	return ""
}

func actionIcon(a itemAction) string {
	return map[itemAction]string{doSend: "retry", doCorrect: "type", doAddress: "mail", doResend: "send", doAttend: "approve",
		doExport: "document", doSupport: "info", doAll: "document", doImport: "queue", doPrint: "print", doKept: "document"}[a]
}

// newItemActions offers everything that helps with an item, and the bundles.
func newItemActions(s *queueScreen, it enrol.Item) question {
	u := s.ui
	c := &choice{ui: u, remak: func() question { return newItemActions(s, it) }}
	var labels []string
	for _, a := range append(itemActions(it, u.view.Staff), doAll, doImport, doKept) {
		if a == doSupport && u.deps.Bundle == nil || a == doKept && u.view.Staff.Role == enrol.RoleTechnician {
			continue
		}
		labels = append(labels, u.words.Say("queue.do-"+string(a)))
		c.take = append(c.take, func() {
			u.answer()
			s.act(a, it)
		})
	}
	title := u.words.Say("queue.more-title")
	if it.NIKMasked != "" {
		title += "  " + it.NIKMasked
	}
	c.build(title, "queue", labels)
	return c
}

// act does it.
func (s *queueScreen) act(a itemAction, it enrol.Item) {
	u := s.ui
	switch a {
	case doSend:
		s.send(it.ID)
	case doCorrect:
		s.again(it, it.Kind, it.Purpose)
	case doAddress:
		s.again(it, enrol.KindReactivate, enrol.PurposeNewContact)
	case doResend:
		u.ask(newSure(u, "resend", "send", func() {
			s.ask(u.carry, "queue.resent", func(ctx context.Context, actor string) error { return u.deps.Desk.Resend(ctx, it.ID, actor) })
		}))
	case doAttend:
		u.ask(newSure(u, "attend", "approve", func() {
			s.ask(u.jobs, "queue.attended", func(ctx context.Context, actor string) error { return u.deps.Desk.Attend(ctx, it.ID, actor) })
		}))
	case doExport:
		u.ask(newFilesForm(u, s.exportTo(it.ID)))
	case doSupport:
		s.support()
	case doAll:
		u.ask(newFilesForm(u, s.exportTo()))
	case doImport:
		u.ask(newFilesForm(u, receiptFiles(s.imported)))
	case doPrint:
		actor := u.view.Staff.ID
		u.printing(func(ctx context.Context) (enrol.Printed, error) { return u.deps.Desk.PrintAgain(ctx, it.ID, actor) })
	case doKept:
		u.openKept()
	}
}

// again begins a case at the lane that puts an earlier one right. The packet of the
// earlier one is sealed: nothing of it can be read here, so that the data are typed
// anew, and who it is about is checked anew.
func (s *queueScreen) again(it enrol.Item, k enrol.Kind, p enrol.Purpose) {
	u := s.ui
	if u.view.Case != nil || !u.view.Can(lane.ActionType) {
		u.say(look.Warn, u.words.Say("queue.lane-busy"))
		return
	}
	u.toLane()
	t := lane.Typed{Kind: k, Purpose: p, Follows: it.ID, FollowsNIK: it.NIKMasked}
	if p == enrol.PurposeNone && len(enrol.Purposes(k)) > 0 { // a QR carries none
		u.ask(newPurposes(u, t, -1))
	} else {
		u.ask(newTypedForm(u, t))
	}
	u.say(look.Info, u.words.Say("queue.again"))
}

// ask does slow work in the name of who is logged in, and says how it went.
func (s *queueScreen) ask(by jobs, done string, do func(ctx context.Context, actor string) error) {
	u, actor := s.ui, s.ui.view.Staff.ID
	by.run(func(ctx context.Context) func() {
		err := do(ctx, actor)
		return func() {
			if err != nil {
				sentence, hint := u.words.Failure(err, u.now())
				u.say(look.Bad, sentence+" "+hint)
				return
			}
			u.say(look.OK, u.words.Say(done))
			if u.screen == s {
				s.load(pageNewest)
			}
		}
	})
}

// support saves a file for whoever helps into a folder, and says where it lies.
func (s *queueScreen) support() {
	u := s.ui
	u.ask(newFilesForm(u, folderFiles("export", func(folder string) {
		u.slow.run(func(ctx context.Context) func() {
			path, err := u.deps.Bundle(ctx, folder)
			return func() {
				if err != nil {
					u.say(look.Bad, u.unsaved(err))
					return
				}
				u.say(look.OK, u.words.Say("queue.support-saved", "path", path))
			}
		})
	})))
}

func (s *queueScreen) exportTo(ids ...string) filesKind {
	u := s.ui
	return folderFiles("export", func(folder string) {
		var path string
		var n int
		actor := u.view.Staff.ID
		u.carry.run(func(ctx context.Context) func() {
			var err error
			path, n, err = u.deps.Desk.Export(ctx, folder, actor, ids...)
			return func() { s.carried(err, "queue.exported", n, path) }
		})
	})
}

func (s *queueScreen) imported(path string) {
	u, actor := s.ui, s.ui.view.Staff.ID
	u.carry.run(func(ctx context.Context) func() {
		got, err := u.deps.Desk.Import(ctx, path, actor)
		return func() {
			s.brought(err, got, path)
			if err == nil && u.screen == s {
				s.load(pageNewest)
			}
		}
	})
}

// carried says what became of a bundle.
func (s *queueScreen) carried(err error, done string, n int, path string) {
	u := s.ui
	switch code := enrol.CodeOf(err); {
	case err == nil:
		u.say(look.OK, u.words.Say(done, "n", strconv.Itoa(n), "file", path))
	case code == enrol.CodeConfig: // the folder or the file, not the configuration
		u.say(look.Bad, u.words.Say("queue.no-file"))
	case code == enrol.CodeNotFound:
		u.say(look.Warn, u.words.Say("queue.nothing-waits"))
	default:
		sentence, hint := u.words.Failure(err, u.now())
		u.say(look.Bad, sentence+" "+hint)
	}
}

// brought says what a stick had on it. Packets of another counter that went through are
// said with the fault that ended it: their receipts are to go back.
func (s *queueScreen) brought(err error, got enrol.Carried, path string) {
	u := s.ui
	switch {
	case got.Packets == 0 && got.Asked && err == nil:
		done := "queue.relay-unanswered"
		if len(got.Files) > 0 {
			done, path = "queue.relay-settings", filepath.Base(got.Files[0])
		}
		s.carried(nil, done, 0, path)
	case got.Packets == 0 && got.Stale:
		s.carried(err, "queue.old-settings", got.Receipts, path)
	case got.Packets == 0 && !got.Settings.IsZero() && err == nil:
		u.say(look.OK, u.words.Say("queue.took-settings", "n", strconv.Itoa(got.Receipts), "time", u.words.When(got.Settings.Local(), u.now())))
	case got.Packets == 0:
		s.carried(err, "queue.imported", got.Receipts, path)
	case err == nil && len(got.Failed) > 0 && len(got.Files) == 0:
		u.say(look.Warn, u.words.Say("queue.relay-none", "n", strconv.Itoa(len(got.Failed))))
	case len(got.Files) == 0:
		s.carried(err, "queue.relay-foreign", got.Packets, path)
	case err != nil:
		sentence, _ := u.words.Failure(err, u.now())
		u.say(look.Warn, sentence+" "+u.words.Say("queue.relayed", "n", strconv.Itoa(got.Packets-got.Foreign), "file", filepath.Base(got.Files[0])))
	case len(got.Failed) > 0:
		u.say(look.Warn, u.words.Say("queue.relay-failed", "n", strconv.Itoa(len(got.Failed)), "file", filepath.Base(got.Files[0])))
	default:
		s.carried(nil, "queue.relayed", got.Packets-got.Foreign, filepath.Base(got.Files[0]))
	}
}
