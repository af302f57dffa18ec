package e2e

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/registry/secrets"
)

// badQRs are codes that the lane must refuse, by what it has to say. The registry's
// own key makes those that only time or a stranger's hand spoil.
func (th *theatre) badQRs() []badQR {
	th.t.Helper()
	keys, err := secrets.Open(filepath.Join(th.pusat.Dir, "secrets"), time.Now())
	th.must(err)
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	th.must(err)
	now, r := time.Now(), stage.DemoResident()
	issue := func(key ed25519.PrivateKey, kid string, issued time.Time, life time.Duration) string {
		id := make([]byte, 16)
		_, _ = rand.Read(id) // never fails since Go 1.24
		text, err := credential.Issue(key, kid, enrol.Credential{ID: hex.EncodeToString(id), Issuer: "e2e", IssuedAt: issued,
			Expires: issued.Add(life), Kind: enrol.KindNew, ConsentAt: issued,
			Resident: enrol.Resident{NIK: r.NIK, Name: r.Name, Email: r.Email, Phone: r.Phone}})
		th.must(err)
		return text
	}
	made, err := os.Stat(filepath.Join(th.pusat.Dir, "secrets", "signing.key"))
	th.must(err)
	// Clocks may differ by the tolerance: as old as the key may be, and over for longer.
	old := made.ModTime().Add(10*time.Second - credential.ClockTolerance)
	return []badQR{
		{enrol.CodeQRForeign, "https://example.com/promo?id=2718281828", now},
		{enrol.CodeQRForged, issue(stranger, keys.KeyID, now, time.Hour), now},
		{enrol.CodeQRUnknownKey, issue(stranger, "feedfacefeedface", now, time.Hour), now},
		{enrol.CodeQRNotYet, issue(keys.Signing, keys.KeyID, now.Add(time.Hour), time.Hour), now},
		{enrol.CodeQRExpired, issue(keys.Signing, keys.KeyID, old, time.Second), old.Add(credential.ClockTolerance + 2*time.Second)},
	}
}

type badQR struct {
	want enrol.Code
	text string
	from time.Time // when it is as bad as that
}

// TestBadInput shows everything to the camera that goes wrong at a counter; each gets
// its sentence, and the resident after it is served.
func TestBadInput(t *testing.T) {
	th := newFilmedTheatre(t, 4*time.Minute)
	for _, bad := range th.badQRs() {
		time.Sleep(time.Until(bad.from))
		from := th.now()
		th.showQR(bad.text)
		th.refused(bad.want, from)
		th.shot(string(bad.want))
	}
	good, next := th.nextQR(), th.nextQR()
	at := th.badFaces(th.scanned(good))
	at = th.lostCamera(at)
	th.approve(th.judged(1, at))
	th.delivered(1)

	// The QR of the case just served is forgiven as long as it is held up.
	th.show(th.person(0))
	time.Sleep(6 * time.Second)
	from := th.now()
	th.showQR(good)
	th.refused(enrol.CodeQRUsed, from)
	th.shot(string(enrol.CodeQRUsed))
	th.strangeRegistry(next)
	th.delivered(2)
	th.lettersOnce(2)
}

// badFaces shows what no selfie can be taken of.
func (th *theatre) badFaces(from int) int {
	th.t.Helper()
	for _, c := range []struct {
		prompt string
		scene  stage.Scene
	}{
		{"hint.two-faces", stage.TwoFacesScene(1)},
		{"hint.no-face", stage.EmptyScene(1)},
		{"hint.more-light", stage.DarkScene(1)},
	} {
		th.show(c.scene)
		from = th.told(c.prompt, from)
		th.shot(c.prompt[len("hint."):])
	}
	return from
}

// lostCamera pulls the camera's cable in the middle of a case and plugs it in again:
// the case stays as it is.
func (th *theatre) lostCamera(from int) int {
	th.t.Helper()
	open := th.gerai.Events()[from].Case
	th.camera.Close()
	from = th.until("a camera that is gone", from, func(e stage.Event) bool {
		return e.Camera == string(enrol.CameraLost) || e.Camera == string(enrol.CameraStalled)
	})
	th.shot("camera-lost")
	var err error
	th.camera, err = th.camera.Again()
	th.must(err)
	return th.until("the camera again, and the case", from, func(e stage.Event) bool {
		return e.Camera == string(enrol.CameraLive) && e.Case == open && e.Phase == "selfie"
	})
}

// strangeRegistry puts another registry, with a certificate of its own, into the place
// of the one that the counter knows. The counter goes on without it, tells it nothing,
// and delivers when the right one is back.
func (th *theatre) strangeRegistry(qr string) {
	th.t.Helper()
	th.pusat.Kill()
	stranger, err := stage.NewPusat(th.pusat.Bin, filepath.Join(th.dir, "stranger"), th.mail.Addr())
	th.must(err)
	stranger.Listen, stranger.Devices = th.pusat.Listen, th.pusat.Devices
	th.must(stranger.Start(th.ctx))
	defer stranger.Kill()
	at := th.approve(th.judged(2, th.scanned(qr)))
	th.until("the wrong certificate", at, func(e stage.Event) bool {
		return e.Link == string(enrol.CodeCertificate) && e.Pending == 1
	})
	th.shot("wrong-certificate")
	stranger.Kill()
	th.must(th.pusat.Start(th.ctx))
}
