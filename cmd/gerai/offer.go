package main

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"net/url"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
)

// offers asks the registry for links that phones open, and draws them.
type offers struct{ client *sync.Client }

// Offer implements lane.Offers.
func (o offers) Offer(ctx context.Context, current string, got []string) (lane.Offer, error) {
	r, err := o.client.Offer(ctx, api.OfferRequest{Current: current, Got: got, Wait: api.MaxOfferWait})
	if err != nil {
		return lane.Offer{}, err
	}
	out := lane.Offer{ID: r.ID, Expires: r.Expires}
	for _, a := range r.Arrivals {
		out.Arrivals = append(out.Arrivals, lane.Arrival{ID: a.ID, QR: a.QR})
	}
	if r.Link != "" {
		if out.Code, err = drawLink(r.Link); err != nil {
			return lane.Offer{}, err
		}
	}
	return out, nil
}

// quietZone is the white margin of a QR in modules (ISO/IEC 18004, 6.3.8).
const quietZone = 4

// maxLink bounds what the screen shows: a longer link has modules too small for a
// phone at arm's length.
const maxLink = 200

// drawLink draws a link as a QR, a pixel a module. The error is CodeNonsense for what
// a phone should not be led to.
func drawLink(link string) (image.Image, error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(link) > maxLink {
		return nil, enrol.NewError(enrol.CodeNonsense, "draw link")
	}
	qr, werr := encoder.Encoder_encode(link, decoder.ErrorCorrectionLevel_M, nil)
	if werr != nil {
		return nil, enrol.WrapError(enrol.CodeInternal, "draw link", fmt.Errorf("encode: %w", werr))
	}
	m := qr.GetMatrix()
	side := m.GetWidth() + 2*quietZone
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for y := range m.GetHeight() {
		for x := range m.GetWidth() {
			if m.Get(x, y) == 1 {
				img.SetGray(x+quietZone, y+quietZone, color.Gray{})
			}
		}
	}
	return img, nil
}
