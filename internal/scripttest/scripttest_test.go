package scripttest

import "testing"

// TestPersonal: what is looked for in every output, and what may stand there.
func TestPersonal(t *testing.T) {
	for text, want := range map[string]bool{
		"nik 3276001203850001": true, "3276001203850001": true, "agus@warga.example": true, "0812 …": false, "081200000001": true, "+6281200000001": true,
		"3276 •••• •••• 0001": false, "0193c1f0-7d2a-7cc3-98c4-dc0c0c07398f": false, "line 3: nik: nik-length": false, "127.0.0.1:8443": false,
	} {
		if got := personal.MatchString(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
