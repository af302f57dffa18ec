package registry_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"testing"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// trainingKey is the mark's number in the signed body.
const trainingKey = 30

// TestTrainingIsRefused: no counter makes a packet of a training. One that was made all
// the same, well signed and otherwise in order, is refused, and leaves nothing behind.
func TestTrainingIsRefused(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	done := c.Approve(c.Case(c.Register(rina, enrol.KindNew).QR))
	good := c.Seal(done)
	for _, tt := range []struct {
		name string
		item api.Packet
		want enrol.Answer
		code enrol.Code
	}{
		{"Marked", marked(t, c, good), enrol.AnswerRefused, enrol.CodeTraining},
		{"NotMarked", good, enrol.AnswerAccepted, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if r := c.Send(tt.item); r[0].Answer != tt.want || r[0].Code != tt.code {
				t.Errorf("%s, %q", r[0].Answer, r[0].Code)
			}
			e.Pump()
			if n := len(e.Mail.Mails()); n != map[bool]int{true: 1}[tt.want == enrol.AnswerAccepted] {
				t.Errorf("%d mails", n)
			}
		})
	}
}

// marked signs a packet anew with the mark of a training.
func marked(t *testing.T, c *registrytest.Counter, p api.Packet) api.Packet {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := age.Decrypt(bytes.NewReader(p.Body), c.Secrets.Identity)
	check(err)
	plain, err := io.ReadAll(r)
	check(err)
	var signed cbor.RawMessage
	selfie, err := cbor.UnmarshalFirst(plain, &signed)
	check(err)
	var msg cose.Sign1Message
	check(msg.UnmarshalCBOR(signed))
	body := map[int]cbor.RawMessage{}
	check(cbor.Unmarshal(msg.Payload, &body))
	body[trainingKey] = []byte{0xf5} // true (RFC 8949, 3.3)
	mode, err := cbor.CoreDetEncOptions().EncMode()
	check(err)
	msg.Payload, err = mode.Marshal(body)
	check(err)
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, c.Key)
	check(err)
	msg.Signature = nil
	check(msg.Sign(rand.Reader, []byte("gerai packet 1"), signer))
	again, err := msg.MarshalCBOR()
	check(err)
	to, err := age.ParseHybridRecipient(c.Secrets.Recipient())
	check(err)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	check(err)
	_, err = w.Write(append(again, selfie...))
	check(err)
	check(w.Close())
	return api.Packet{ID: p.ID, Body: out.Bytes()}
}
