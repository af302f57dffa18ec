package registry_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// unchanged fails where a refused packet left anything behind but the note of it.
func unchanged(t *testing.T, e *registrytest.Env, n enrol.NIK) {
	t.Helper()
	e.Pump()
	if len(e.Mail.Mails()) != 0 {
		t.Error("a mail went out")
	}
	err := e.DB.View(ctx, func(tx *db.Tx) error {
		if counts, err := tx.Cases(); err != nil || len(counts) != 0 {
			t.Errorf("a case was kept: %v %v", counts, err)
		}
		_, err := tx.Account(n)
		return err
	})
	wantCode(t, err, enrol.CodeNotFound)
}

// compared makes a case one that a model has compared.
func compared(change func(*enrol.FaceResult)) func(*registrytest.Counter, *enrol.Case) {
	return func(_ *registrytest.Counter, in *enrol.Case) {
		in.Face.Method, in.Face.Model, in.Face.SHA256 = enrol.MethodTemplate, "sface", strings.Repeat("0a", 32)
		in.Face.Score, in.Face.Threshold, in.Face.Band = .3, .363, enrol.BandReview
		change(&in.Face)
	}
}

// lowered is a match by a model that the program knows, with a threshold that is not its own.
func lowered(threshold float64) func(*enrol.FaceResult) {
	return func(f *enrol.FaceResult) {
		f.SHA256, f.Threshold = enrol.FaceModels()[0].SHA256, threshold
		f.Score, f.Band = threshold+.01, enrol.BandMatch
	}
}

// TestFaceRulesOfTheOutlet: what the outlet asks for on top of the model, and a turn of the head, stand in
// the record of an approval.
func TestFaceRulesOfTheOutlet(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	resettle(t, e, c, func(set *enrol.Settings) {
		set.MatchRaise, set.Liveness, set.Stops.MaxSinceSync = 10, true, time.Hour
	})
	e.Clock.Add(3 * time.Hour) // the counter has heard of it
	in := c.Approve(c.Case(e.Register(agus, "").QR))
	for _, step := range []struct {
		threshold float64
		turn      enrol.Turn
		want      enrol.Code
	}{
		{.363, enrol.TurnLeft, enrol.CodeFaceCheck}, {.463, enrol.TurnNone, enrol.CodeFaceCheck}, {.463, enrol.TurnLeft, ""},
	} {
		compared(lowered(step.threshold))(c, &in)
		in.Face.Liveness.Turn = step.turn
		if r := c.Send(c.Seal(in))[0]; r.Code != step.want {
			t.Errorf("threshold %v, turn %q: %s %q", step.threshold, step.turn, r.Answer, r.Code)
		}
	}
}

// TestComparedPackets: what a counter sends of a comparison is taken, and so is an older counter's
// rejection, of which nobody kept who decided.
func TestComparedPackets(t *testing.T) {
	for name, change := range map[string]func(*registrytest.Counter, *enrol.Case){
		"Approved": compared(func(f *enrol.FaceResult) { f.Other = "another" }),
		"RejectedNobodyKept": func(c *registrytest.Counter, in *enrol.Case) {
			compared(func(f *enrol.FaceResult) { f.DecidedBy = "" })(c, in)
			in.State, in.Reason, in.Steps[len(in.Steps)-1].State = enrol.StateRejected, enrol.ReasonOtherPerson, enrol.StateRejected
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := registrytest.MustNew(t, registrytest.MustSQLite(t))
			c := e.MustEnrol()
			in := c.Approve(c.Case(e.Register(agus, "").QR))
			change(c, &in)
			if r := c.Send(c.Seal(in))[0]; r.Answer != enrol.AnswerAccepted {
				t.Errorf("%s %s", r.Answer, r.Code)
			}
		})
	}
}

// TestRefusedPackets: each thing that can be wrong with a packet has its code, and
// changes nothing.
func TestRefusedPackets(t *testing.T) {
	type mutation func(c *registrytest.Counter, in *enrol.Case)
	typed := func(in *enrol.Case) { in.Typed, in.Credential = true, nil }
	for name, tt := range map[string]struct {
		change mutation
		want   enrol.Code
	}{
		"OtherOutlet":     {func(_ *registrytest.Counter, in *enrol.Case) { in.Outlet = "elsewhere" }, enrol.CodeRefused},
		"StrangeOperator": {func(_ *registrytest.Counter, in *enrol.Case) { in.Operator = "mallory" }, enrol.CodeRevoked},
		"NoOperator":      {func(_ *registrytest.Counter, in *enrol.Case) { in.Operator = "" }, enrol.CodeField},
		"NoConsent":       {func(_ *registrytest.Counter, in *enrol.Case) { in.ConsentAt = time.Time{} }, enrol.CodeField},
		"NoSelfie":        {func(_ *registrytest.Counter, in *enrol.Case) { in.Selfie = nil }, enrol.CodeField},
		"NoPicture":       {func(_ *registrytest.Counter, in *enrol.Case) { in.Selfie = []byte("GIF89a") }, enrol.CodeField},
		"CardNotCompared": {func(_ *registrytest.Counter, in *enrol.Case) { in.Card = []byte{0xFF, 0xD8, 0xFF, 0xE0} }, enrol.CodeField},
		"CardTooLarge": {func(_ *registrytest.Counter, in *enrol.Case) {
			in.Face.Method, in.Card = enrol.MethodCard, append([]byte{0xFF, 0xD8}, make([]byte, enrol.MaxCard)...)
		}, enrol.CodeField},
		"PageTooLarge": {func(c *registrytest.Counter, in *enrol.Case) {
			addPages(in, 1, append([]byte{0xFF, 0xD8}, make([]byte, enrol.MaxSealedPage)...))
		}, enrol.CodeField},
		"TooManyPages": {func(c *registrytest.Counter, in *enrol.Case) { addPages(in, enrol.MaxPages+1, c.SealPage(picture)) }, enrol.CodeField},
		"PageNotTicked": {func(c *registrytest.Counter, in *enrol.Case) {
			addPages(in, 1, c.SealPage(picture))
			in.Documents = nil
		}, enrol.CodeField},
		"PageNotSealed":    {func(c *registrytest.Counter, in *enrol.Case) { addPages(in, 1, picture) }, enrol.CodeRefused},
		"NoVerdict":        {func(_ *registrytest.Counter, in *enrol.Case) { in.Face = enrol.FaceResult{} }, enrol.CodeField},
		"OddMethod":        {func(_ *registrytest.Counter, in *enrol.Case) { in.Face.Method = "dice" }, enrol.CodeField},
		"NoModel":          {compared(func(f *enrol.FaceResult) { f.Model = "" }), enrol.CodeField},
		"NoSum":            {compared(func(f *enrol.FaceResult) { f.SHA256 = "" }), enrol.CodeField},
		"OddSum":           {compared(func(f *enrol.FaceResult) { f.SHA256 = "no sum" }), enrol.CodeField},
		"NoThreshold":      {compared(func(f *enrol.FaceResult) { f.Threshold = 0 }), enrol.CodeField},
		"NoBand":           {compared(func(f *enrol.FaceResult) { f.Band = enrol.BandNone }), enrol.CodeField},
		"BandOfAnother":    {compared(func(f *enrol.FaceResult) { f.Score, f.Threshold, f.Band = .1, .45, enrol.BandMatch }), enrol.CodeField},
		"BandTooModest":    {compared(func(f *enrol.FaceResult) { f.Score, f.Threshold, f.Band = .6, .45, enrol.BandReview }), enrol.CodeField},
		"NoCosine":         {compared(func(f *enrol.FaceResult) { f.Score, f.Threshold, f.Band = 7, .45, enrol.BandMatch }), enrol.CodeField},
		"AutoByReview":     {compared(func(f *enrol.FaceResult) { f.DecidedBy = "auto" }), enrol.CodeField},
		"AutoByEyes":       {func(_ *registrytest.Counter, in *enrol.Case) { in.Face.DecidedBy = "auto" }, enrol.CodeField},
		"LowThreshold":     {compared(lowered(.3)), enrol.CodeFaceCheck},
		"BelowNought":      {compared(lowered(-.9)), enrol.CodeFaceCheck},
		"OddBand":          {compared(func(f *enrol.FaceResult) { f.Band = "perhaps" }), enrol.CodeField},
		"OddKind":          {func(_ *registrytest.Counter, in *enrol.Case) { in.Kind = "gift" }, enrol.CodeField},
		"DecidedTooEarly":  {func(_ *registrytest.Counter, in *enrol.Case) { in.DecidedAt = in.OpenedAt.Add(-time.Second) }, enrol.CodeField},
		"NoTime":           {func(_ *registrytest.Counter, in *enrol.Case) { in.OpenedAt = time.Time{} }, enrol.CodeField},
		"NoSteps":          {func(_ *registrytest.Counter, in *enrol.Case) { in.Steps = nil }, enrol.CodeField},
		"ShortCut":         {func(_ *registrytest.Counter, in *enrol.Case) { in.Steps = in.Steps[3:] }, enrol.CodeField},
		"StepsBackwards":   {func(_ *registrytest.Counter, in *enrol.Case) { in.Steps[4].At = in.Steps[0].At.Add(-time.Hour) }, enrol.CodeField},
		"OtherResident":    {func(_ *registrytest.Counter, in *enrol.Case) { in.Resident.NIK = rina }, enrol.CodeRefused},
		"NoEmail":          {func(_ *registrytest.Counter, in *enrol.Case) { in.Resident.Email = "" }, enrol.CodeEmail},
		"BadEmail":         {func(_ *registrytest.Counter, in *enrol.Case) { in.Resident.Email = "a@b\r\nBcc: x@y.id" }, enrol.CodeEmail},
		"BadPhone":         {func(_ *registrytest.Counter, in *enrol.Case) { in.Resident.Phone = "911" }, enrol.CodePhone},
		"NeitherQRNor":     {func(_ *registrytest.Counter, in *enrol.Case) { in.Credential = nil }, enrol.CodeField},
		"QROfAnother":      {func(c *registrytest.Counter, in *enrol.Case) { in.Credential.Text = c.Register(rina, "").QR }, enrol.CodeRefused},
		"QRAltered":        {func(_ *registrytest.Counter, in *enrol.Case) { in.Credential.Text = swap(in.Credential.Text) }, ""},
		"QRNonsense":       {func(_ *registrytest.Counter, in *enrol.Case) { in.Credential.Text = "HELLO" }, enrol.CodeQRForeign},
		"LongNote":         {func(_ *registrytest.Counter, in *enrol.Case) { in.Note = strings.Repeat("x", 3000) }, enrol.CodeField},
		"OverrideByStaff":  {override("siti"), enrol.CodeForbidden},
		"OverrideByNobody": {override("mallory"), enrol.CodeForbidden},
		"TypedUnknown": {func(_ *registrytest.Counter, in *enrol.Case) {
			typed(in)
			in.Resident.NIK = "3276001203859999"
		}, enrol.CodeNotFound},
		"TypedChild":  {func(_ *registrytest.Counter, in *enrol.Case) { typed(in); in.Resident.NIK = nayla }, enrol.CodeUnderAge},
		"NoDocuments": {func(_ *registrytest.Counter, in *enrol.Case) { in.Kind = enrol.KindChange }, enrol.CodeDocuments},
	} {
		t.Run(name, func(t *testing.T) {
			e := registrytest.MustNew(t, registrytest.MustSQLite(t))
			c := e.MustEnrol()
			in := c.Approve(c.Case(e.Register(agus, "").QR))
			tt.change(c, &in)
			r := c.Send(c.Seal(in))[0]
			if r.Answer != enrol.AnswerRefused || r.ID != in.ID || (tt.want != "" && r.Code != tt.want) {
				t.Fatalf("%s %s, want refused %s", r.Answer, r.Code, tt.want)
			}
			unchanged(t, e, in.Resident.NIK)
			if again := c.Send(c.Seal(in))[0]; again.Code != r.Code {
				t.Fatalf("the second answer is %s, not %s", again.Code, r.Code)
			}
		})
	}
}

var picture = []byte{0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3}

// addPages gives a case n pages of one paper, which is ticked.
func addPages(in *enrol.Case, n int, sealed []byte) {
	in.Documents = append(in.Documents, enrol.DocKK)
	for range n {
		in.Pages = append(in.Pages, enrol.NewPage(enrol.DocKK, sealed))
	}
}

// TestPagesAreKeptSealed: a packet with as many pages as may be is taken in, and what is kept of it is
// the packet, apart from the case and for as long as the selfie in it.
func TestPagesAreKeptSealed(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	in := c.Approve(c.Case(e.Register(agus, "").QR))
	large := append(bytes.Clone(picture), make([]byte, enrol.MaxPage-len(picture))...)
	addPages(&in, enrol.MaxPages, c.SealPage(large))
	item := c.Seal(in)
	if len(item.Body) > api.MaxPacketBytes-(256<<10) {
		t.Errorf("%d bytes leave no room for a selfie", len(item.Body))
	}
	if r := c.Send(item)[0]; r.Answer != enrol.AnswerAccepted {
		t.Fatalf("%s %s", r.Answer, r.Code)
	}
	if r := c.Send(item)[0]; r.Answer != enrol.AnswerDuplicate {
		t.Errorf("sent twice it is %s %s", r.Answer, r.Code)
	}
	evidence := func() (body []byte, err error) {
		err = e.DB.View(ctx, func(tx *db.Tx) error {
			body, err = tx.Evidence(in.ID)
			return err
		})
		return body, err
	}
	if body, err := evidence(); err != nil || !bytes.Equal(body, item.Body) {
		t.Errorf("what is kept is not the packet: %v", err)
	}
}

func override(by string) func(*registrytest.Counter, *enrol.Case) {
	return func(_ *registrytest.Counter, in *enrol.Case) {
		in.Override = &enrol.Override{Code: enrol.CodePhase, By: by, Reason: "x", At: in.DecidedAt}
	}
}

// swap exchanges two characters in the middle.
func swap(s string) string {
	b := []byte(s)
	for i := len(b) / 2; i < len(b)-1; i++ {
		if b[i] != b[i+1] {
			b[i], b[i+1] = b[i+1], b[i]
			break
		}
	}
	return string(b)
}

// TestMalformedPackets never reach a case at all.
func TestMalformedPackets(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c, other := e.MustEnrol(), e.MustEnrol()
	good := c.Approve(c.Case(e.Register(agus, "").QR))
	sealed := c.Seal(good)
	id := uuid.NewString()
	forged := *c
	forged.Key = other.Key
	for name, tt := range map[string]struct {
		item api.Packet
		from *registrytest.Counter
		want enrol.Code
	}{
		"Empty":           {api.Packet{ID: id}, c, enrol.CodeRefused},
		"Garbage":         {api.Packet{ID: id, Body: []byte("hello")}, c, enrol.CodeRefused},
		"Cut":             {api.Packet{ID: good.ID, Body: sealed.Body[:len(sealed.Body)-1]}, c, enrol.CodeRefused},
		"NoID":            {api.Packet{Body: sealed.Body}, c, enrol.CodeField},
		"SQLAsID":         {api.Packet{ID: "'; DROP TABLE cases; --", Body: sealed.Body}, c, enrol.CodeField},
		"OtherID":         {api.Packet{ID: id, Body: sealed.Body}, c, enrol.CodeRefused},
		"TooLarge":        {api.Packet{ID: id, Body: make([]byte, api.MaxPacketBytes+1)}, c, enrol.CodeField},
		"OtherDevice":     {sealed, other, enrol.CodeOtherDevice},
		"SignedByAnother": {forged.Seal(good), c, enrol.CodeRefused},
	} {
		t.Run(name, func(t *testing.T) {
			if r := tt.from.Send(tt.item)[0]; r.Answer != enrol.AnswerRefused || r.Code != tt.want {
				t.Fatalf("%s %s, want %s", r.Answer, r.Code, tt.want)
			}
		})
	}
	unchanged(t, e, agus)
	if r := c.Send(sealed)[0]; r.Answer != enrol.AnswerAccepted {
		t.Fatalf("the true packet is %s %s", r.Answer, r.Code)
	}
}

// TestReplays: the same packet is a duplicate for its device alone; another content
// under the same id, the same QR and the same resident on the same day are refused.
func TestReplays(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c, other := e.MustEnrol(), e.MustEnrol()
	reg := e.Register(agus, "")
	first := c.Approve(c.Case(reg.QR))
	item := c.Seal(first)
	if r := c.Send(item, item, item); r[0].Answer != enrol.AnswerAccepted || r[1].Answer != enrol.AnswerDuplicate || r[2].Answer != enrol.AnswerDuplicate {
		t.Fatalf("receipts %+v", r)
	}
	if r := other.Send(item)[0]; r.Answer != enrol.AnswerRefused || r.Account != "" {
		t.Fatalf("another device learns %+v", r)
	}
	changed := first
	changed.Note = "changed"
	if r := c.Send(c.Seal(changed))[0]; r.Answer != enrol.AnswerRefused || r.Code != enrol.CodeDuplicate {
		t.Fatalf("other content under the same id: %+v", r)
	}
	if r := c.Send(c.Seal(c.Approve(c.Case(reg.QR))))[0]; r.Code != enrol.CodeQRUsed && r.Code != enrol.CodeDuplicate {
		t.Fatalf("the same QR again: %+v", r)
	}
	if r := c.Send(c.Seal(c.Approve(c.Case(e.Register(agus, "").QR))))[0]; r.Code != enrol.CodeDuplicate {
		t.Fatalf("the same resident on the same day: %+v", r)
	}
	e.Pump()
	if n := len(e.Mail.Mails()); n != 1 {
		t.Fatalf("%d mails", n)
	}
}

// TestTheSamePacketAtOnce: many connections, one acceptance, one mail.
func TestTheSamePacketAtOnce(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	item := c.Seal(c.Approve(c.Case(e.Register(agus, "").QR)))
	answers := make(chan enrol.Answer, 16)
	var wg sync.WaitGroup
	for range cap(answers) {
		wg.Go(func() { answers <- c.Send(item)[0].Answer })
	}
	wg.Wait()
	close(answers)
	accepted := 0
	for a := range answers {
		switch a {
		case enrol.AnswerAccepted:
			accepted++
		case enrol.AnswerDuplicate:
		default:
			t.Errorf("answer %s", a)
		}
	}
	e.Pump()
	if accepted != 1 || len(e.Mail.Mails()) != 1 {
		t.Fatalf("%d accepted, %d mails", accepted, len(e.Mail.Mails()))
	}
}

// TestPolicyAtTheTimeOfTheDecision: what was right when staff decided stays right,
// however late the packet comes.
func TestPolicyAtTheTimeOfTheDecision(t *testing.T) {
	t.Run("DecidedInTime", func(t *testing.T) {
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		item := c.Seal(c.Approve(c.Case(e.Register(agus, "").QR)))
		e.Clock.Add(5 * 24 * time.Hour) // the line was down; the phase, the QR and the operator's time are over
		endPhases(t, e, registrytest.Start.Add(24*time.Hour))
		revokeStaff(t, e, e.Clock.Now())
		if r := c.Send(item)[0]; r.Answer != enrol.AnswerAccepted {
			t.Fatalf("%s %s", r.Answer, r.Code)
		}
	})
	t.Run("DecidedTooLate", func(t *testing.T) {
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		endPhases(t, e, registrytest.Start.Add(-24*time.Hour))
		in := c.Approve(c.Case(e.Register(agus, "").QR))
		if r := c.Send(c.Seal(in))[0]; r.Code != enrol.CodePhase {
			t.Fatalf("%s %s", r.Answer, r.Code)
		}
		in = in.WithOverride(enrol.Override{Code: enrol.CodePhase, By: "budi", Reason: "invited", At: in.DecidedAt})
		if r := c.Send(c.Seal(in))[0]; r.Answer != enrol.AnswerAccepted {
			t.Fatalf("with a supervisor's leave: %s %s", r.Answer, r.Code)
		}
	})
	t.Run("OperatorLeftBefore", func(t *testing.T) {
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		revokeStaff(t, e, registrytest.Start.Add(-time.Hour))
		if r := c.Send(c.Seal(c.Approve(c.Case(e.Register(agus, "").QR))))[0]; r.Code != enrol.CodeRevoked {
			t.Fatalf("%s %s", r.Answer, r.Code)
		}
	})
}

func revokeStaff(t *testing.T, e *registrytest.Env, at time.Time) {
	t.Helper()
	err := e.DB.Update(ctx, func(tx *db.Tx) error {
		staff, err := tx.Staff(demo.Outlet)
		if err != nil {
			return err
		}
		for _, m := range staff {
			m.RevokedAt = at
			if err := tx.PutStaff(demo.Outlet, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRejectionSendsNothing: it is kept, shown on the phone, and no account begins.
func TestRejectionSendsNothing(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	reg := e.Register(agus, "")
	in := c.Case(reg.QR)
	in.Reason = enrol.ReasonOtherPerson
	in, err := in.Apply(enrol.EventReject, in.OpenedAt.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Send(c.Seal(in))[0]; r.Answer != enrol.AnswerAccepted || r.Account != "" {
		t.Fatalf("%+v", r)
	}
	e.Pump()
	if len(e.Mail.Mails()) != 0 {
		t.Fatal("a mail went out")
	}
	wantState(t, e, reg.ID, "refused")
}

// TestACardOrderIsNoActivation: the physical card has no code.
func TestACardOrderIsNoActivation(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	c.MustApprove(agus, enrol.KindCard)
	e.Pump()
	if len(e.Mail.Mails()) != 0 {
		t.Fatal("a mail went out")
	}
}

// TestAFaultIsNoRefusal: when the database fails the packet has no receipt, so that
// it comes again.
func TestAFaultIsNoRefusal(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	item := c.Seal(c.Approve(c.Case(e.Register(agus, "").QR)))
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if r, err := e.Service.TakeIn(gone, c.Device, []api.Packet{item}); err == nil || len(r) != 0 {
		t.Fatalf("receipts %+v", r)
	}
	if err := e.DB.Update(ctx, func(tx *db.Tx) error { return tx.Exec(`ALTER TABLE evidence RENAME TO hidden`) }); err != nil {
		t.Fatal(err)
	}
	if r, err := e.Service.TakeIn(ctx, c.Device, []api.Packet{item}); err == nil || len(r) != 0 {
		t.Fatalf("receipts %+v", r)
	}
	if err := e.DB.Update(ctx, func(tx *db.Tx) error { return tx.Exec(`ALTER TABLE hidden RENAME TO evidence`) }); err != nil {
		t.Fatal(err)
	}
	if r := c.Send(item)[0]; r.Answer != enrol.AnswerAccepted {
		t.Fatalf("%s %s", r.Answer, r.Code)
	}
}
