// Package deviceapi is the registry's interface for the outlets' PCs: the paths of
// sync/api over HTTP with mutual TLS, described by OpenAPI 3.1 made from the Go types.
package deviceapi

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"runtime"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// Registry is what the interface needs of the registry; *registry.Service has it.
type Registry interface {
	Device(ctx context.Context, id string) (db.Device, error)
	Enrol(ctx context.Context, r api.EnrolRequest) (api.EnrolResponse, error)
	RenewDevice(ctx context.Context, d db.Device, r api.RenewRequest) (api.RenewResponse, error)
	RenewLapsed(ctx context.Context, r api.LapsedRequest) (api.RenewResponse, error)
	TakeIn(ctx context.Context, d db.Device, items []api.Packet) ([]enrol.Receipt, error)
	Carry(ctx context.Context, items []api.Packet) (api.CarriedResponse, error)
	Answer(ctx context.Context, ask []byte) (api.AskResponse, error)
	Pull(ctx context.Context, d db.Device, cursor string) (enrol.Pull, error)
	Token(ctx context.Context, r api.TokenRequest) (api.TokenResponse, error)
	Lookup(ctx context.Context, d db.Device, r api.LookupRequest) (api.LookupResponse, error)
	Anchor(ctx context.Context, d db.Device, r api.AnchorRequest) error
	SetStaffPIN(ctx context.Context, d db.Device, p enrol.PINChange) error
	Offer(ctx context.Context, d db.Device, r api.OfferRequest) (api.OfferResponse, error)
	ResendFor(ctx context.Context, d db.Device, r api.ResendRequest) (api.ResendResponse, error)
	MarkRoster(ctx context.Context, d db.Device, r api.RosterMarks) error
	Ready(ctx context.Context) error
}

// Options of the interface. Zero values mean the defaults.
type Options struct {
	Version string           // of the program
	Log     *slog.Logger     // nil: none
	Clock   func() time.Time // nil: time.Now
	Rate    float64          // requests a second for each device; 0: 20
	Burst   float64          // at once; 0: 100
	Uploads int              // worked on at once; 0: four a processor
	Wait    time.Duration    // for one's turn, then 503; 0: 5 s
	Pages   string           // address of the resident pages, without a slash at its end: offers lead there
}

func (o Options) settle() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Rate == 0 {
		o.Rate = 20
	}
	if o.Burst == 0 {
		o.Burst = 100
	}
	if o.Uploads == 0 {
		o.Uploads = 4 * runtime.GOMAXPROCS(0)
	}
	if o.Wait == 0 {
		o.Wait = 5 * time.Second
	}
	return o
}

// handler answers the requests.
type handler struct {
	Options
	registry Registry
	api      huma.API
	devices  *buckets // by device
	lookups  *buckets // by device: guessing NIKs and tokens is slower
	strange  *buckets // by address, without a certificate
	uploads  *gate
}

// Strangers may try this many enrolment codes a second, and at once.
const (
	strangeRate, strangeBurst = 0.5, 10
	lookupRate, lookupBurst   = 2, 60
)

// New makes the HTTP handler and the OpenAPI document of it.
func New(r Registry, o Options) (http.Handler, *huma.OpenAPI) {
	o = o.settle()
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Pusat IKD: interface for outlets", "1")
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil // no $schema links in the answers
	config.Transformers = []huma.Transformer{plainProblem}
	config.Info.Description = "Enrolment of outlets' PCs, upload of sealed cases, and what goes back to them. " +
		"Every path but enrol, lapsed and health needs the device's certificate (mutual TLS)."
	h := &handler{
		Options: o, registry: r, api: humago.New(mux, config),
		devices: newBuckets(o.Rate, o.Burst, o.Clock), lookups: newBuckets(lookupRate, lookupBurst, o.Clock),
		strange: newBuckets(strangeRate, strangeBurst, o.Clock),
		uploads: newGate(o.Uploads, o.Wait, o.Clock),
	}
	h.api.OpenAPI().Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"device": {Type: "mutualTLS", Description: "certificate that the registry signed when the device was enrolled"},
	}
	h.routes()
	mux.HandleFunc("/", h.nowhere)
	return http.MaxBytesHandler(mux, api.MaxBatchBytes+api.MaxJSONBytes), h.api.OpenAPI()
}

// nowhere answers paths that do not exist.
func (h *handler) nowhere(w http.ResponseWriter, _ *http.Request) {
	p := newProblem(enrol.CodeNotFound, 0)
	w.Header().Set("Content-Type", api.TypeProblem)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// deviceKey is where the middleware puts the device.
type deviceKey struct{}

func deviceOf(ctx context.Context) db.Device {
	d, _ := ctx.Value(deviceKey{}).(db.Device)
	return d
}

// authenticate lets only devices in force pass.
func (h *handler) authenticate(ctx huma.Context, next func(huma.Context)) {
	state := ctx.TLS()
	if state == nil || len(state.VerifiedChains) == 0 {
		h.write(ctx, enrol.NewError(enrol.CodeNotEnrolled, "authenticate"))
		return
	}
	d, err := h.registry.Device(ctx.Context(), state.VerifiedChains[0][0].Subject.CommonName)
	if err != nil {
		h.write(ctx, err)
		return
	}
	if wait := h.devices.take(d.ID); wait > 0 {
		h.write(ctx, throttled(wait))
		return
	}
	next(huma.WithValue(ctx, deviceKey{}, d))
}

// introduce slows down who has no certificate yet.
func (h *handler) introduce(ctx huma.Context, next func(huma.Context)) {
	host, _, err := net.SplitHostPort(ctx.RemoteAddr())
	if err != nil {
		host = ctx.RemoteAddr()
	}
	if wait := h.strange.take(host); wait > 0 {
		h.write(ctx, throttled(wait))
		return
	}
	next(ctx)
}

func throttled(wait time.Duration) error {
	e := enrol.NewError(enrol.CodeThrottled, "answer device")
	e.RetryAfter = wait
	return e
}

// problem turns an error into its answer; faults are logged by code.
func (h *handler) problem(ctx context.Context, err error) *problem {
	var e *enrol.Error
	var retry time.Duration
	if errors.As(err, &e) {
		retry = e.RetryAfter
	}
	code := enrol.CodeOf(err)
	if p := newProblem(code, 0); p.Status >= 500 {
		told := retry > 0 // who is only asked to come later is no fault
		retry = max(retry, soonest)
		if ctx.Err() == nil && !told {
			h.Log.Error("device request", "code", code, "device", deviceOf(ctx).ID, "cause", err.Error())
		}
	}
	return newProblem(code, int(math.Ceil(retry.Seconds())))
}

// write answers from a middleware.
func (h *handler) write(ctx huma.Context, err error) {
	p := h.problem(ctx.Context(), err)
	for k, v := range p.GetHeaders() {
		ctx.SetHeader(k, v[0])
	}
	ctx.SetHeader("Content-Type", api.TypeProblem)
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}
