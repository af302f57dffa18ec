package pages

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// TestVerify: what a display QR proves is shown, what it does not is refused in words,
// and the text itself is never sent back.
func TestVerify(t *testing.T) {
	answers := map[string]enrol.Code{"GOOD": "", "FORGED": enrol.CodeQRForged, "OLD": enrol.CodeQRExpired, "<script>": enrol.CodeQRForeign, "GONE": enrol.CodeRevoked}
	h, err := New(Options{Residents: newFake(time.Now), Log: slog.New(slog.DiscardHandler), VerifyDisplay: func(_ context.Context, text string) (registry.Shown, error) {
		if code := answers[text]; code != "" {
			return registry.Shown{}, enrol.NewError(code, "verify")
		}
		return registry.Shown{Name: "SITI <i>", NIKMasked: "3276 •••• •••• 0001", Expires: time.Now()}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for text, code := range answers {
		r := httptest.NewRequest(http.MethodPost, "/periksa", strings.NewReader(url.Values{"text": {text}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		body := w.Body.String()
		if good := strings.Contains(body, "SITI &lt;i&gt;"); good != (code == "") {
			t.Errorf("%s: shown %v", text, good)
		}
		if strings.Contains(body, "[error") || strings.Contains(body, text) || code != "" && !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: %s", text, body)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/periksa", nil))
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "[verify") {
		t.Error(w.Code)
	}
}
