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
)

// TestLoss: only with the right password and a clear yes.
func TestLoss(t *testing.T) {
	blocked := 0
	h, err := New(Options{Residents: newFake(time.Now), Log: slog.New(slog.DiscardHandler), ReportLoss: func(_ context.Context, _ enrol.NIK, password string) error {
		if password != "kuda biru laut" {
			return enrol.NewError(enrol.CodeLogin, "report")
		}
		blocked++
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		nik, password, sure string
		want                int
	}{
		{testNIK, "wrong", "yes", http.StatusUnauthorized}, {testNIK, "kuda biru laut", "", http.StatusUnprocessableEntity},
		{"12", "kuda biru laut", "yes", http.StatusUnprocessableEntity}, {testNIK, "kuda biru laut", "yes", http.StatusSeeOther},
	} {
		form := url.Values{"nik": {tt.nik}, "password": {tt.password}, "sure": {tt.sure}}
		r := httptest.NewRequest(http.MethodPost, "/hilang", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.want || strings.Contains(w.Body.String(), "[loss") || strings.Contains(w.Body.String(), "kuda biru") {
			t.Errorf("%+v: %d", tt, w.Code)
		}
	}
	if blocked != 1 {
		t.Errorf("blocked %d times", blocked)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/masuk", nil))
	if !strings.Contains(w.Body.String(), `href="/hilang"`) {
		t.Error("the log-in page does not lead there")
	}
}
