package ui

import (
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/preview"
	"github.com/gerai-ikd/gerai/ui/words"
)

// MustWords loads a language.
func MustWords(tb testing.TB, language string) *words.Words {
	tb.Helper()
	w, err := words.Load(language)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func sceneView(tb testing.TB, name string) lane.View {
	tb.Helper()
	for _, s := range uidemo.Scenes() {
		if s.Name == name {
			return s.View
		}
	}
	tb.Fatalf("no scene %q", name)
	return lane.View{}
}

func TestLaneModelSentence(t *testing.T) {
	w := MustWords(t, "id")
	for _, tt := range []struct {
		scene    string
		change   func(*lane.View)
		tone     look.Tone
		sentence string
		do       string
	}{
		{"02-ready", nil, look.Info, "Minta penduduk menunjukkan QR di ponselnya", ""},
		{"03-hint", nil, look.Info, "Dekatkan ponsel ke kamera", ""},
		{"04-qr-expired", nil, look.Warn, "QR sudah kedaluwarsa.", "Minta penduduk memuat QR baru di halaman pendaftaran."},
		{"06-blocked-phase", nil, look.Warn, "Fase program hari ini belum untuk umum.", "Tunda kasus ini, atau minta izin penyelia."},
		{"10-hold", nil, look.OK, "Bagus, tahan sebentar", ""},
		{"12-match", nil, look.OK, "Wajah cocok. Tekan Enter untuk menyetujui", ""},
		{"14-nomatch", nil, look.Bad, "Wajah tampak berbeda. Periksa dengan teliti", ""},
		{"16-saved", nil, look.OK, "Masuk antrean. Kode dikirim ke b•••@gmail.com", ""},
		{"16-saved", func(v *lane.View) { v.Args = map[string]string{"email": ""} }, look.OK, "Masuk antrean. Penduduk tidak memberi e-mail", ""},
		{"16-saved", func(v *lane.View) { v.Prompt = "lane.saved.rejected" }, look.Info, "Penolakan tersimpan", ""},
		{"17-stopped", nil, look.Bad, "Kasus baru dihentikan dahulu. Terlalu lama tidak tersambung ke pusat.", "Sambungkan ke pusat, atau bawa jawabannya dengan stik."},
		{"09-selfie", func(v *lane.View) { v.Prompt = "hint.of-a-later-version" }, look.Info, "Minta penduduk melihat lurus ke kamera", ""},
	} {
		v := sceneView(t, tt.scene)
		if tt.change != nil {
			tt.change(&v)
		}
		m := newLaneModel(w, v, uidemo.Now)
		if m.Tone != tt.tone || m.Sentence != tt.sentence || m.Do != tt.do {
			t.Errorf("%s: %v %q %q", tt.scene, m.Tone, m.Sentence, m.Do)
		}
	}
}

func TestLaneModelCase(t *testing.T) {
	w := MustWords(t, "id")
	m := newLaneModel(w, sceneView(t, "12-match"), uidemo.Now.Add(3*time.Second))
	want := caseModel{Present: true, Known: true, Name: "BUNGA CONTOH PERTIWI", Kind: "Aktivasi baru",
		NIK: "3276 •••• •••• 0001", Email: "b•••@gmail.com", Phone: "0812 •••• 1234"}
	if m.Case != want || m.Elapsed != "00:10" || m.Median != "00:10" || m.DoneText != "64" {
		t.Errorf("%+v, %s, %s, %s", m.Case, m.Elapsed, m.Median, m.DoneText)
	}
	v := sceneView(t, "12-match")
	v.Case.Resident = enrol.Resident{NIK: v.Case.Resident.NIK}
	v.Case.Typed, v.MedianToday, v.OpenedAt = true, 0, time.Time{}
	m = newLaneModel(w, v, uidemo.Now)
	want = caseModel{Present: true, Name: "(nama belum diketahui)", Kind: "Aktivasi baru", NIK: "3276 •••• •••• 0001",
		Email: "tidak ada", Phone: "tidak ada", Tag: "Diketik petugas"}
	if m.Case != want || m.Elapsed != "00:00" || m.Median != "–" {
		t.Errorf("%+v, %s, %s", m.Case, m.Elapsed, m.Median)
	}
}

func TestLaneModelVerdict(t *testing.T) {
	w := MustWords(t, "id")
	for _, tt := range []struct {
		face enrol.FaceResult
		want verdictModel
	}{
		{enrol.FaceResult{}, verdictModel{}},
		{enrol.FaceResult{Method: enrol.MethodTemplate, Band: enrol.BandMatch, Score: 0.81, Threshold: 0.5},
			verdictModel{true, look.OK, "approve", "Cocok", "Dibandingkan dengan data dalam QR", true, 0.81, 0.5, "Kemiripan 0,81 · ambang 0,50"}},
		{enrol.FaceResult{Method: enrol.MethodRegistry, Band: enrol.BandNoMatch, Score: -0.1, Threshold: 0.5},
			verdictModel{true, look.Bad, "reject", "Tidak cocok", "Dibandingkan dengan data pusat", true, 0, 0.5, "Kemiripan -0,10 · ambang 0,50"}},
		{enrol.FaceResult{Method: enrol.MethodStaff},
			verdictModel{true, look.Info, "eye", "Lihat sendiri", "Dibandingkan oleh petugas dengan KTP-el", false, 0, 0, ""}},
	} {
		if got := verdictOf(w, lane.View{Face: tt.face}); got != tt.want {
			t.Errorf("%+v: %+v", tt.face, got)
		}
	}
}

func TestLaneModelChecks(t *testing.T) {
	w := MustWords(t, "id")
	v := sceneView(t, "07-blocked-papers")
	got := checksOf(w, v)
	if len(got) != 4 || got[0].Text != "4 berkas belum dilihat" || got[0].Full != "Kurang: KK terbaru, akta kelahiran, ijazah, perekaman biometrik di UPTD" {
		t.Errorf("%+v", got)
	}
	v.Case.Override = &enrol.Override{Code: enrol.CodePhase}
	if got := checksOf(w, v)[0]; got.Text != "Diizinkan penyelia: fase" || got.Tone != look.Warn {
		t.Errorf("%+v", got)
	}
}

func TestBarModel(t *testing.T) {
	w := MustWords(t, "id")
	now := uidemo.Now
	for _, tt := range []struct {
		name string
		got  pill
		want pill
	}{
		{"Demo", cameraPill(w, enrol.CameraStatus{State: enrol.CameraLive, Demo: true}), pill{look.OK, "camera", "Kamera peragaan"}},
		{"Live", cameraPill(w, enrol.CameraStatus{State: enrol.CameraLive}), pill{look.OK, "camera", "Kamera"}},
		{"Black", cameraPill(w, enrol.CameraStatus{State: enrol.CameraLive, Fault: enrol.FaultBlack}), pill{look.Warn, "camera-off", "Gambar hitam: buka penutup lensa"}},
		{"Lost", cameraPill(w, enrol.CameraStatus{State: enrol.CameraLost}), pill{look.Bad, "camera-off", "Kamera terlepas"}},
		{"None", cameraPill(w, enrol.CameraStatus{}), pill{look.Bad, "camera-off", "Kamera mati"}},
		{"Online", registryPill(w, enrol.Link{Online: true}, now), pill{look.OK, "registry", "Pusat tersambung"}},
		{"Sending", registryPill(w, enrol.Link{Online: true, Sending: true, Done: 2, Total: 7}, now), pill{look.OK, "send", "Pusat mengirim 2 dari 7"}},
		{"Stalled", registryPill(w, enrol.Link{Online: true, Sending: true, Stalled: true, Done: 2, Total: 7}, now), pill{look.Warn, "offline", "Pusat jalur macet, 2 dari 7"}},
		{"Offline", registryPill(w, enrol.Link{Since: now.Add(-12 * time.Minute)}, now), pill{look.Warn, "offline", "Pusat luring 12 menit"}},
		{"NeverOnline", registryPill(w, enrol.Link{}, now), pill{look.Warn, "offline", "Pusat luring"}},
		{"Revoked", registryPill(w, enrol.Link{Online: true, Revoked: true}, now), pill{look.Bad, "offline", "Pusat perangkat dicabut"}},
		{"Empty", queuePill(w, enrol.Backlog{}), pill{look.OK, "queue", "Antrean kosong"}},
		{"Waiting", queuePill(w, enrol.Backlog{Pending: 3}), pill{look.Info, "queue", "Antrean 3"}},
		{"Attention", queuePill(w, enrol.Backlog{Pending: 3, Held: 1, Refused: 1}), pill{look.Warn, "queue", "2 perlu dilihat"}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, tt.got, tt.want)
		}
	}
}

func TestItemState(t *testing.T) {
	w := MustWords(t, "id")
	for _, tt := range []struct {
		name string
		it   enrol.Item
		tone look.Tone
		want string
	}{
		{"Parked", enrol.Item{State: enrol.StateParked}, look.Info, "ditunda"},
		{"Queued", enrol.Item{Delivery: enrol.DeliveryQueued}, look.Info, "menunggu dikirim"},
		{"QueuedAfterFailure", enrol.Item{Delivery: enrol.DeliveryQueued, LastError: enrol.CodeSlow}, look.Warn, "menunggu dikirim"},
		{"Held", enrol.Item{Delivery: enrol.DeliveryHeld}, look.Bad, "tertahan, perlu dilihat"},
		{"Accepted", enrol.Item{Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerAccepted, Account: enrol.AccountActive}, look.OK, "diterima pusat"},
		{"Duplicate", enrol.Item{Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerDuplicate}, look.OK, "sudah diterima sebelumnya"},
		{"Refused", enrol.Item{Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerRefused}, look.Bad, "ditolak pusat"},
		{"RefusedAndAttended", enrol.Item{Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerRefused, Attended: true}, look.Info, "ditolak pusat, sudah diurus"},
		{"Bounced", enrol.Item{Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerAccepted, Account: enrol.AccountBounced}, look.Warn, "e-mail kembali: periksa alamatnya"},
	} {
		if tone, _, got := itemState(w, tt.it); tone != tt.tone || got != tt.want {
			t.Errorf("%s: %v %q", tt.name, tone, got)
		}
	}
}

func TestDetail(t *testing.T) {
	w := MustWords(t, "id")
	lines := func(m detailModel) map[string]string {
		out := map[string]string{}
		for _, l := range m.Lines {
			out[l.Label] = l.Value
		}
		return out
	}
	m := newDetail(w, uidemo.Item(1), uidemo.Now)
	if got := lines(m); m.Say != "Pusat tidak dapat dihubungi." || got["Dikirim lagi"] != "dalam 3 menit" || got["Percobaan"] != "4" {
		t.Errorf("queued: %+v", m)
	}
	again := uidemo.Item(7)
	again.Kind, again.Purpose = enrol.KindReactivate, enrol.PurposeLostPhone
	if got := lines(newDetail(w, again, uidemo.Now))["Keperluan"]; got != w.Errand(again.Kind, again.Purpose) || got == w.Kind(again.Kind) {
		t.Errorf("what the resident came for: %q", got)
	}
	m = newDetail(w, uidemo.Item(3), uidemo.Now)
	if m.Say != "QR ini sudah pernah dipakai." {
		t.Errorf("refused: %+v", m)
	}
	m = newDetail(w, uidemo.Item(5), uidemo.Now)
	if got := lines(m); got["Alasan"] != "Wajah bukan orang yang sama" || got["Keputusan"] != "ditolak" {
		t.Errorf("rejected: %+v", m)
	}
}

func TestTypedModel(t *testing.T) {
	w := MustWords(t, "id")
	for _, tt := range []struct {
		name    string
		typed   lane.Typed
		strict  bool
		ok      [3]bool
		nik     string
		suggest enrol.Email
	}{
		{"Empty", lane.Typed{}, false, [3]bool{}, "0 dari 16 angka", ""},
		{"Half", lane.Typed{NIK: "3276 0145"}, false, [3]bool{}, "8 dari 16 angka", ""},
		{"HalfSent", lane.Typed{NIK: "32760145"}, true, [3]bool{}, "NIK harus 16 angka, ini 8 angka. Periksa lagi angkanya di KTP-el atau KK.", ""},
		{"BadDateAtOnce", lane.Typed{NIK: "3276019999990001"}, false, [3]bool{}, "Tanggal lahir dalam NIK tidak mungkin. Cocokkan angka ke-7 sampai ke-12 dengan KTP-el.", ""},
		{"Fine", lane.Typed{NIK: "3276014503990001", Email: "a@gmail.com", Phone: "081298761234"}, false, [3]bool{true, true, true}, "Benar", ""},
		{"CardNeedsTheNIKAlone", lane.Typed{NIK: "3276014503990001", Kind: enrol.KindCard}, true, [3]bool{true, true, true}, "Benar", ""},
		{"ChangeNeedsTheNIKAlone", lane.Typed{NIK: "3276014503990001", Kind: enrol.KindChange}, true, [3]bool{true, true, true}, "Benar", ""},
		{"ChangeWithHalfOfTheContact", lane.Typed{NIK: "3276014503990001", Kind: enrol.KindChange, Phone: "081298761234"}, true, [3]bool{true, false, true}, "Benar", ""},
		{"Correction", lane.Typed{NIK: "3276014503990001", FollowsNIK: "3276 •••• •••• 0001", Kind: enrol.KindCard}, true, [3]bool{true, true, true}, "Benar", ""},
		{"CorrectionOfSomebodyElse", lane.Typed{NIK: "3276014503990002", FollowsNIK: "3276 •••• •••• 0001", Kind: enrol.KindCard}, false, [3]bool{false, true, true},
			"Bukan NIK kasus yang diperbaiki. Orang lain, atau NIK lama salah: kasus baru (F2).", ""},
		{"Slip", lane.Typed{NIK: "3276014503990001", Email: "a@gmial.com"}, false, [3]bool{true, true, false}, "Benar", "a@gmail.com"},
	} {
		m := newTypedModel(w, tt.typed, tt.strict)
		if got := [3]bool{m.NIK.OK, m.Email.OK, m.Phone.OK}; got != tt.ok || m.NIK.Text != tt.nik || m.Suggest != tt.suggest {
			t.Errorf("%s: %v %q %q", tt.name, got, m.NIK.Text, string(m.Suggest))
		}
	}
}

// TestResidentModel: the resident reads nothing that only staff can act on, and what
// waits in the queue is never called active.
func TestResidentModel(t *testing.T) {
	w := MustWords(t, "id")
	for scene, want := range map[string]string{
		"01-closed": "Loket belum dibuka", "02-ready": "Tunjukkan QR di ponsel Anda ke kamera", "03-hint": "Dekatkan ponsel ke kamera",
		"06-blocked-phase": "Mohon tunggu petugas", "10-hold": "Bagus, tahan sebentar", "14-nomatch": "Petugas sedang memeriksa",
		"16-saved": "Masuk antrean. Kode aktivasi datang lewat e-mail ke b•••@gmail.com", "17-stopped": "Loket belum dibuka",
	} {
		m := newResidentModel(w, sceneView(t, scene))
		if m.Sentence != want || m.Tone == look.Bad || m.Tone == look.Warn {
			t.Errorf("%s: %v %q, want %q", scene, m.Tone, m.Sentence, want)
		}
	}
	if !newResidentModel(w, sceneView(t, "02-ready")).Idle || newResidentModel(w, sceneView(t, "03-hint")).Idle {
		t.Error("how to prepare the phone is shown at the wrong time")
	}
}

func TestToWindow(t *testing.T) {
	for _, tt := range []struct {
		mirror bool
		size   fyne.Size
		want   fyne.Position
	}{
		{false, fyne.NewSize(640, 360), fyne.NewPos(50, 100)},
		{true, fyne.NewSize(640, 360), fyne.NewPos(590, 100)},
		{false, fyne.NewSize(840, 360), fyne.NewPos(150, 100)}, // bars at the sides
		{false, fyne.NewSize(640, 400), fyne.NewPos(50, 120)},  // and above
	} {
		p := &picture{mirror: tt.mirror, size: tt.size, model: overlayModel{W: 1280, H: 720}, live: preview.New(false, 1)}
		if got := p.toWindow(image.Pt(100, 200)); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
