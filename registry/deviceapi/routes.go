package deviceapi

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// body is an answer or question in JSON.
type body[T any] struct{ Body T }

// How long a body may take to come in. A small one has as long as the server gives a whole
// request; an upload as long as one packet needs at the slowest rate that an outlet's metered
// line can be set to, 1 KB/s.
const (
	bodyTime   = 30 * time.Second
	uploadTime = 40 * time.Minute
)

// routes lists the whole interface.
func (h *handler) routes() {
	add(h, huma.Operation{OperationID: "health", Method: http.MethodGet, Path: api.PathHealth, Summary: "Sign of life and the registry's clock"},
		false, func(ctx context.Context, _ *struct{}) (api.Health, error) { return h.health(ctx) })
	add(h, huma.Operation{OperationID: "enrol", Method: http.MethodPost, Path: api.PathEnrol, Summary: "Make a PC a device with a one-time code",
		Middlewares: huma.Middlewares{h.introduce}},
		false, func(ctx context.Context, in *body[api.EnrolRequest]) (api.EnrolResponse, error) {
			return h.registry.Enrol(ctx, in.Body)
		})
	add(h, huma.Operation{OperationID: "renew", Method: http.MethodPost, Path: api.PathRenew, Summary: "New certificate for the same device"},
		true, func(ctx context.Context, in *body[api.RenewRequest]) (api.RenewResponse, error) {
			return h.registry.RenewDevice(ctx, deviceOf(ctx), in.Body)
		})
	add(h, huma.Operation{OperationID: "lapsed", Method: http.MethodPost, Path: api.PathLapsed, Summary: "New certificate in the place of one that ran out",
		Description: "Proven by the key of the old certificate, which no connection can be made with any more. Not later than a year after its end.",
		Middlewares: huma.Middlewares{h.introduce}},
		false, func(ctx context.Context, in *body[api.LapsedRequest]) (api.RenewResponse, error) {
			return h.registry.RenewLapsed(ctx, in.Body)
		})
	add(h, huma.Operation{OperationID: "packets", Method: http.MethodPost, Path: api.PathPackets, Summary: "Upload sealed cases, the oldest first",
		Description:  "The body is CBOR: a map with key 1, an array of maps with key 1 (id, text) and key 2 (sealed packet, bytes). Answered item by item.",
		MaxBodyBytes: api.MaxBatchBytes + api.MaxJSONBytes, BodyReadTimeout: uploadTime},
		true, h.packets)
	add(h, huma.Operation{OperationID: "carried", Method: http.MethodPost, Path: api.PathCarried, Summary: "Sealed cases of outlets without a line, brought on a stick",
		Description: "The body is that of packets. What a device of this registry signed is taken in as if it had brought it itself; " +
			"the receipts are signed, an outlet each, and go back with the stick.",
		MaxBodyBytes: api.MaxBatchBytes + api.MaxJSONBytes, BodyReadTimeout: uploadTime},
		true, h.carried)
	add(h, huma.Operation{OperationID: "ask", Method: http.MethodPost, Path: api.PathAsk, Summary: "What a pull would bring a device without a line",
		Description: "Asked, signed, by that device, and brought by another one. The answer is sealed to the device that asks."},
		true, h.ask)
	add(h, huma.Operation{OperationID: "pull", Method: http.MethodGet, Path: api.PathPull, Summary: "What changed since the cursor"},
		true, func(ctx context.Context, in *pullInput) (enrol.Pull, error) {
			return h.registry.Pull(ctx, deviceOf(ctx), in.Cursor)
		})
	add(h, huma.Operation{OperationID: "token", Method: http.MethodPost, Path: api.PathToken, Summary: "QR behind the short token beneath it"},
		true, func(ctx context.Context, in *body[api.TokenRequest]) (api.TokenResponse, error) {
			if wait := h.lookups.take(deviceOf(ctx).ID); wait > 0 {
				return api.TokenResponse{}, throttled(wait)
			}
			return h.registry.Token(ctx, in.Body)
		})
	add(h, huma.Operation{OperationID: "lookup", Method: http.MethodPost, Path: api.PathLookup, Summary: "What the register knows of a resident at the counter"},
		true, func(ctx context.Context, in *body[api.LookupRequest]) (api.LookupResponse, error) {
			if wait := h.lookups.take(deviceOf(ctx).ID); wait > 0 {
				return api.LookupResponse{}, throttled(wait)
			}
			return h.registry.Lookup(ctx, deviceOf(ctx), in.Body)
		})
	add(h, huma.Operation{OperationID: "offer", Method: http.MethodPost, Path: api.PathOffer, Summary: "Link to show as a QR, and who came through earlier ones",
		Description: "A phone opens the link once and registers, and its QR arrives at the counter that showed it. Waits some seconds for news."},
		true, h.offer)
	add(h, huma.Operation{OperationID: "resend", Method: http.MethodPost, Path: api.PathResend, Summary: "Another activation code for a case's resident",
		Description: "Only the outlet that reported the case may ask, and only while it is the resident's latest. Too soon is 429 with Retry-After."},
		true, func(ctx context.Context, in *body[api.ResendRequest]) (api.ResendResponse, error) {
			if wait := h.lookups.take(deviceOf(ctx).ID); wait > 0 {
				return api.ResendResponse{}, throttled(wait)
			}
			return h.registry.ResendFor(ctx, deviceOf(ctx), in.Body)
		})
	add(h, huma.Operation{OperationID: "anchor", Method: http.MethodPost, Path: api.PathAnchor, Summary: "Deposit the head of the device's audit chain"},
		true, func(ctx context.Context, in *body[api.AnchorRequest]) (api.Health, error) {
			if err := h.registry.Anchor(ctx, deviceOf(ctx), in.Body); err != nil {
				return api.Health{}, err
			}
			return h.taken(), nil
		})
	add(h, huma.Operation{OperationID: "roster", Method: http.MethodPost, Path: api.PathRoster, Summary: "What staff said by hand of expected people",
		Description: "Present or absent, by the ids of the pull's roster. Of each person the newest word counts; the same again changes nothing."},
		true, func(ctx context.Context, in *body[api.RosterMarks]) (api.Health, error) {
			if err := h.registry.MarkRoster(ctx, deviceOf(ctx), in.Body); err != nil {
				return api.Health{}, err
			}
			return h.taken(), nil
		})
	add(h, huma.Operation{OperationID: "pin", Method: http.MethodPost, Path: api.PathPIN, Summary: "PIN that a person of the outlet chose at the counter",
		Description: "An argon2id verifier, never the PIN. It counts where the verifier that it replaces is still the registry's; the same again changes nothing."},
		true, func(ctx context.Context, in *body[enrol.PINChange]) (api.Health, error) {
			if err := h.registry.SetStaffPIN(ctx, deviceOf(ctx), in.Body); err != nil {
				return api.Health{}, err
			}
			return h.taken(), nil
		})
}

// offer makes a link of an offer's token.
func (h *handler) offer(ctx context.Context, in *body[api.OfferRequest]) (api.OfferResponse, error) {
	out, err := h.registry.Offer(ctx, deviceOf(ctx), in.Body)
	if err == nil && out.Link != "" {
		out.Link = h.Pages + api.PagesOffer + out.Link
	}
	return out, err
}

// add registers one operation; a handler's error becomes a problem document.
func add[I, O any](h *handler, op huma.Operation, device bool, f func(context.Context, *I) (O, error)) {
	if device {
		op.Security = []map[string][]string{{"device": {}}}
		op.Middlewares = append(huma.Middlewares{h.authenticate}, op.Middlewares...)
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = api.MaxJSONBytes
	}
	if op.BodyReadTimeout == 0 {
		op.BodyReadTimeout = bodyTime
	}
	op.Responses = map[string]*huma.Response{"default": {
		Description: "Problem details (RFC 9457)",
		Content: map[string]*huma.MediaType{api.TypeProblem: {
			Schema: h.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[api.Problem](), true, "Problem"),
		}},
	}}
	huma.Register(h.api, op, func(ctx context.Context, in *I) (*body[O], error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, h.problem(ctx, err)
		}
		return &body[O]{out}, nil
	})
}

func (h *handler) health(ctx context.Context) (api.Health, error) {
	if err := h.registry.Ready(ctx); err != nil {
		return api.Health{}, err
	}
	return h.taken(), nil
}

// taken answers what was written. It doesn't ask whether the registry is ready: one that is
// about to stop still answers for what it has done.
func (h *handler) taken() api.Health {
	return api.Health{Time: h.Clock().UTC(), Version: h.Version}
}

type pullInput struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"Of the last pull; empty: everything"`
}

type packetsInput struct {
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"application/cbor"`
}

// strict reads an upload: no duplicate keys, no endless lengths, no tags, and not
// more items than fit.
var strict = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxNestedLevels: 4, MaxArrayElements: maxItems, MaxMapPairs: 16, ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

// maxItems is how many packets one upload may bring.
const maxItems = 1024

// DecodePackets reads an upload; CodeField for anything that is none.
func DecodePackets(raw []byte) ([]api.Packet, error) {
	var p api.Packets
	if err := strict.Unmarshal(raw, &p); err != nil || len(p.Items) == 0 {
		return nil, enrol.NewError(enrol.CodeField, "read upload").With("field", "body")
	}
	return p.Items, nil
}

// uploaded reads an upload and waits for its turn.
func (h *handler) uploaded(ctx context.Context, in *packetsInput) (items []api.Packet, leave func(), err error) {
	if kind, _, _ := strings.Cut(in.ContentType, ";"); !strings.EqualFold(strings.TrimSpace(kind), api.TypeCBOR) {
		return nil, nil, enrol.NewError(enrol.CodeField, "read upload").With("field", "content-type")
	}
	if items, err = DecodePackets(in.RawBody); err != nil {
		return nil, nil, err
	}
	leave, err = h.uploads.enter(ctx)
	return items, leave, err
}

func (h *handler) packets(ctx context.Context, in *packetsInput) (api.Receipts, error) {
	items, leave, err := h.uploaded(ctx, in)
	if err != nil {
		return api.Receipts{}, err
	}
	defer leave()
	receipts, err := h.registry.TakeIn(ctx, deviceOf(ctx), items)
	return api.Receipts{Receipts: receipts, Time: h.Clock().UTC()}, err
}

func (h *handler) carried(ctx context.Context, in *packetsInput) (api.CarriedResponse, error) {
	items, leave, err := h.uploaded(ctx, in)
	if err != nil {
		return api.CarriedResponse{}, err
	}
	defer leave()
	out, err := h.registry.Carry(ctx, items)
	h.Log.Info("packets carried", "device", deviceOf(ctx).ID, "accepted", out.Accepted, "known", out.Known, "refused", out.Refused, "foreign", out.Foreign, "failed", len(out.Failed))
	return out, err
}

// ask answers for a device that is not at the line. It is as much work as an upload.
func (h *handler) ask(ctx context.Context, in *body[api.AskRequest]) (api.AskResponse, error) {
	leave, err := h.uploads.enter(ctx)
	if err != nil {
		return api.AskResponse{}, err
	}
	defer leave()
	out, err := h.registry.Answer(ctx, in.Body.Ask)
	if enrol.CodeOf(err) == enrol.CodeRevoked { // who asks is, not who brings it
		err = enrol.NewError(enrol.CodeRefused, "answer ask")
	}
	return out, err
}
