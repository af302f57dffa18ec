package registry_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/pages"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// hashKey is where a request keeps what argon2id cost it.
type hashKey struct{}

// hashCost is told by registry.Options.Hashed.
type hashCost struct{ waited, took time.Duration }

func noteHash(ctx context.Context, waited, took time.Duration) {
	if c, ok := ctx.Value(hashKey{}).(*hashCost); ok { // each request has its own
		c.waited += waited
		c.took += took
	}
}

// rush is the residents' pages, and what each request to them cost.
type rush struct {
	tb     testing.TB
	server *httptest.Server
	client http.Client

	mu     sync.Mutex
	hashes map[string]hashCost // by the header rushHeader
	visits []rushVisit
}

// rushHeader names a request, so that the server's side of it can be found again.
const rushHeader = "X-Rush"

// rushVisit is one request of a phone.
type rushVisit struct {
	name string
	all  time.Duration // from the phone's sending to the whole answer
	told bool          // to wait
}

// newRush serves the pages over a plain socket.
func newRush(tb testing.TB, e *registrytest.Env, crowd pages.Crowd) *rush {
	tb.Helper()
	r := &rush{tb: tb, hashes: map[string]hashCost{}}
	h, err := pages.New(pages.Options{Residents: e.Service, Log: slog.New(slog.DiscardHandler), Now: e.Clock.Now, Keeper: e.Secrets,
		Crowd: crowd, Limit: pages.Limit{Burst: 1 << 30, Every: 1}})
	if err != nil {
		tb.Fatal(err)
	}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		var cost hashCost
		h.ServeHTTP(w, q.WithContext(context.WithValue(q.Context(), hashKey{}, &cost)))
		r.mu.Lock()
		defer r.mu.Unlock()
		r.hashes[q.Header.Get(rushHeader)] = cost
	}))
	tb.Cleanup(r.server.Close)
	r.client = http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4096}}
	tb.Cleanup(r.client.CloseIdleConnections)
	return r
}

// phone is one resident's browser.
type phone struct {
	*rush
	n    int
	http http.Client
	sent int
}

func (r *rush) phone(n int) *phone {
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.tb.Fatal(err)
	}
	return &phone{rush: r, n: n, http: http.Client{Transport: r.client.Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// form sends a form and does what the page says while it says to wait; it wants to be led
// to an address in the end. Nothing else is an answer.
func (p *phone) form(path, to string, pairs ...string) bool {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	status, header := p.ask(http.MethodPost, path, form)
	for status == http.StatusServiceUnavailable {
		seconds, again, ok := strings.Cut(header.Get("Refresh"), "; url=")
		after, err := strconv.Atoi(seconds)
		if !ok || err != nil || seconds != header.Get("Retry-After") {
			break
		}
		time.Sleep(time.Duration(after) * time.Second)
		status, header = p.ask(http.MethodGet, again, nil)
	}
	if status != http.StatusSeeOther || header.Get("Location") != to {
		p.tb.Errorf("resident %d, %s: %d, to %q", p.n, path, status, header.Get("Location"))
		return false
	}
	return true
}

func (p *phone) ask(method, path string, form url.Values) (int, http.Header) {
	p.sent++
	name := fmt.Sprintf("%d-%d", p.n, p.sent)
	q, err := http.NewRequest(method, p.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.tb.Error(err)
		return 0, nil
	}
	q.Header.Set(rushHeader, name)
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	began := time.Now()
	a, err := p.http.Do(q)
	if err != nil {
		p.tb.Error(err)
		return 0, nil
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		p.tb.Error(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visits = append(p.visits, rushVisit{name, time.Since(began), a.StatusCode == http.StatusServiceUnavailable})
	return a.StatusCode, a.Header
}

// everybody lets all who have a code activate, choose their secrets and log in at the same
// moment, and answers how long each of them took.
func (r *rush) everybody(codes map[string]string) []time.Duration {
	took := make([]time.Duration, len(codes))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range took {
		p, nik := r.phone(i), fmt.Sprintf("327601010185%04d", i+1) // as crowd makes them
		code := codes[fmt.Sprintf("w%d@warga.example", i)]
		wg.Go(func() {
			<-start
			began := time.Now()
			_ = p.form("/aktivasi", "/rahasia", "nik", nik, "code", code) &&
				p.form("/rahasia", "/beranda?kabar=aktif", "pin", registrytest.PIN, "pin2", registrytest.PIN,
					"password", registrytest.Password, "password2", registrytest.Password) &&
				p.form("/masuk", "/beranda", "nik", nik, "password", registrytest.Password)
			took[i] = time.Since(began)
		})
	}
	close(start)
	wg.Wait()
	r.server.Close() // waits for the last handler
	return took
}

// sendCodes approves n residents and answers the codes by address.
func sendCodes(tb testing.TB, e *registrytest.Env, n int) map[string]string {
	tb.Helper()
	c := e.MustEnrol()
	for group := range slices.Chunk(c.MustCrowd(n), 64) {
		for _, r := range c.Send(group...) {
			if r.Answer != enrol.AnswerAccepted {
				tb.Fatalf("%+v", r)
			}
		}
	}
	e.Pump()
	codes := map[string]string{}
	for _, m := range e.Mail.Mails() {
		codes[string(m.To)] = m.Code
	}
	if len(codes) != n {
		tb.Fatalf("%d codes for %d residents", len(codes), n)
	}
	return codes
}

// TestRush: more come than there is room for. Everybody gets through without an error and
// without typing anything twice, and some were told to wait.
func TestRush(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		e.Service = registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: phc.Params{Memory: 8 << 10, Time: 2, Threads: 1}})
		r := newRush(t, e, pages.Crowd{Forms: 1, Secrets: 1, Patience: 5 * time.Millisecond})
		r.everybody(sendCodes(t, e, 40))
		if !slices.ContainsFunc(r.visits, func(v rushVisit) bool { return v.told }) {
			t.Error("nobody had to wait")
		}
	})
}

// rushCost lets a thousand residents through in a minute; phc.Default takes ten.
var rushCost = phc.Params{Memory: 8 << 10, Time: 1, Threads: 4}

// BenchmarkRush is a thousand residents at the same moment, over real sockets, the phones
// on the same machine. Of a request that is let in, what argon2id itself took is told
// apart: it is a constant of the machine. Standing in line, and waiting for a turn to hash,
// count. Those who are told to wait come back as the page says.
func BenchmarkRush(b *testing.B) {
	for name, open := range map[string]func() *registrytest.Env{
		"SQLite": func() *registrytest.Env { return registrytest.MustNew(b, registrytest.MustSQLite(b)) },
		"PostgreSQL": func() *registrytest.Env {
			return registrytest.MustNew(b, mustPostgres(b, pgtest.MustStart(b, "fsync=on").MustDatabase(b)))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				e := open()
				e.Service = registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: rushCost, Hashed: noteHash})
				codes := sendCodes(b, e, 1000)
				r := newRush(b, e, pages.Crowd{})
				began := time.Now()
				took := r.everybody(codes)
				b.ReportMetric(time.Since(began).Seconds(), "everybody-through-s")
				slices.Sort(took)
				b.ReportMetric(took[len(took)/2].Seconds(), "a-resident-p50-s")
				r.report(b)
			}
		})
	}
}

// report tells those who were let in from those who were told to wait.
func (r *rush) report(b *testing.B) {
	b.Helper()
	var beyond, hashed, told []time.Duration
	waited := map[string]bool{} // residents
	for _, v := range r.visits {
		if cost := r.hashes[v.name]; v.told {
			told = append(told, v.all)
			waited[v.name[:strings.Index(v.name, "-")]] = true
		} else {
			beyond, hashed = append(beyond, v.all-cost.took), append(hashed, cost.took)
		}
	}
	tell := func(name string, d []time.Duration) {
		if len(d) == 0 {
			return
		}
		slices.Sort(d)
		b.ReportMetric(float64(d[len(d)/2].Milliseconds()), name+"-p50-ms")
		b.ReportMetric(float64(d[len(d)*99/100].Milliseconds()), name+"-p99-ms")
	}
	tell("beyond-hash", beyond)
	tell("hash", hashed)
	tell("told-to-wait", told)
	b.ReportMetric(float64(len(beyond)), "let-in")
	b.ReportMetric(float64(len(told)), "told-to-wait")
	b.ReportMetric(float64(len(waited)), "residents-told-to-wait")
}
