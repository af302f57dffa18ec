package ui

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// TestEveryLinkFaultHasItsOwnWords: a cable, a log-in page of a Wi-Fi and a stranger's
// certificate want different things of staff.
func TestEveryLinkFaultHasItsOwnWords(t *testing.T) {
	since := uidemo.Now.Add(-12 * time.Minute)
	w := MustWords(t, "id")
	for _, tt := range []struct {
		name  string
		link  enrol.Link
		pill  pill
		empty string // title in the empty case's place; "": the usual one
	}{
		{"Down", enrol.Link{Since: since, LastError: enrol.CodeOffline}, pill{look.Warn, "offline", "Pusat luring 12 menit"}, "Pusat tidak dapat dihubungi."},
		{"Slow", enrol.Link{Since: since, LastError: enrol.CodeSlow}, pill{look.Warn, "offline", "Pusat tak menjawab, 12 menit"}, "Pusat tidak menjawab pada waktunya."},
		{"Nonsense", enrol.Link{Since: since, LastError: enrol.CodeNonsense}, pill{look.Warn, "warning", "Pusat jawaban asing, 12 menit"}, "Jawaban yang datang bukan dari pusat."},
		{"Certificate", enrol.Link{Since: since, LastError: enrol.CodeCertificate, Side: "registry"}, pill{look.Bad, "stop", "Pusat sertifikat salah, 12 menit"}, "Sertifikat pusat tidak dikenal."},
		{"CertificateOfOneTrack", enrol.Link{Online: true, Since: since, LastError: enrol.CodeCertificate}, pill{look.Bad, "stop", "Pusat sertifikat salah"}, "Sertifikat pusat tidak dikenal."},
		{"OwnCertificate", enrol.Link{Since: since, LastError: enrol.CodeCertificate, Side: "device"}, pill{look.Bad, "stop", "Pusat tolak sertifikat, 12 menit"}, "Pusat menolak sertifikat PC ini."},
		{"Server", enrol.Link{Online: true, Since: since, LastError: enrol.CodeServer}, pill{look.Warn, "warning", "Pusat ada gangguan"}, "Ada gangguan di pusat."},
		{"Throttled", enrol.Link{Online: true, Since: since, LastError: enrol.CodeThrottled}, pill{look.Info, "clock", "Pusat minta jeda"}, ""},
		{"NotEnrolled", enrol.Link{LastError: enrol.CodeNotEnrolled}, pill{look.Warn, "warning", "Pusat tak kenal PC ini"}, "Komputer ini belum terdaftar di pusat."},
		{"DiskFull", enrol.Link{Online: true, LastError: enrol.CodeDiskFull}, pill{look.Warn, "warning", "Pusat tertunda"}, ""},
		{"Revoked", enrol.Link{Online: true, Revoked: true, LastError: enrol.CodeRevoked}, pill{look.Bad, "offline", "Pusat perangkat dicabut"}, "Perangkat atau petugas ini sudah dicabut izinnya."},
		{"BackAgain", enrol.Link{Online: true, Since: since, LastError: enrol.CodeOffline}, pill{look.OK, "registry", "Pusat tersambung"}, ""},
		{"Unknown", enrol.Link{Since: since, LastError: enrol.CodeInternal}, pill{look.Warn, "offline", "Pusat luring 12 menit"}, ""},
	} {
		if got := registryPill(w, tt.link, uidemo.Now); got != tt.pill {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.pill)
		}
		v := sceneView(t, "02-ready")
		v.Link = tt.link
		m, want := newLaneModel(w, v, uidemo.Now).Empty, tt.empty
		if want == "" {
			want = w.Say("lane.no-case")
		} else if m.Tone != tt.pill.Tone || m.Icon != tt.pill.Icon || m.Do == "" {
			t.Errorf("%s: the large area says %+v", tt.name, m)
		}
		if m.Title != want {
			t.Errorf("%s: the large area says %q, want %q", tt.name, m.Title, want)
		}
	}
}

// TestLinkFaultsFit draws each fault beside the widest of the other pills.
func TestLinkFaultsFit(t *testing.T) {
	faults := []enrol.Link{{LastError: enrol.CodeCertificate, Side: "device"}}
	for _, c := range []enrol.Code{enrol.CodeOffline, enrol.CodeSlow, enrol.CodeNonsense, enrol.CodeCertificate, enrol.CodeServer,
		enrol.CodeThrottled, enrol.CodeNotEnrolled, enrol.CodeDiskFull} {
		faults = append(faults, enrol.Link{LastError: c})
	}
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		for _, scene := range []string{"01-closed", "02-ready", "12-match", "18-camera-lost", "20-offer-away"} {
			for _, l := range faults {
				v := sceneView(t, scene)
				l.Since = uidemo.Now.Add(-47 * time.Hour)
				v.Link = l
				if v.Offer.On {
					v.Offer = lane.OfferView{On: true, Away: l.LastError}
				}
				what := language + " " + scene + " " + linkKey(l, l.LastError)
				r.arrived(v)
				r.check(what, r.window)
				if scene == "02-ready" {
					r.picture(r.window, "link-"+linkKey(l, l.LastError)+"-"+language+"-light")
				}
			}
		}
	}
}
