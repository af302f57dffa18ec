package outlet

import (
	"context"
	"crypto/x509"
	"encoding/pem"

	"github.com/gerai-ikd/gerai/enrol"
)

// SyncReport tells how far the way to the registry is open, step by step.
func (o *Outlet) SyncReport(ctx context.Context) (enrol.SyncReport, error) {
	out := enrol.SyncReport{Device: o.Device, Outlet: o.Name, URL: o.url}
	enrolled := enrol.SyncStep{Name: "enrolled", Done: o.Device != ""}
	if !enrolled.Done {
		enrolled.Failed = enrol.CodeNotEnrolled
	}
	cert := enrol.SyncStep{Name: "certificate"}
	if o.Client != nil {
		cert = o.certificate(o.Client.Identity().Certificate)
	}
	cursor, err := o.Store.Cursor(ctx)
	if err != nil {
		return out, err
	}
	backlog, err := o.Store.Backlog(ctx)
	if err != nil {
		return out, err
	}
	out.Steps = append(out.Steps, enrolled, cert, enrol.SyncStep{Name: "first", Done: cursor != "", At: backlog.Pulled})
	if o.Worker != nil {
		out.Steps = append(out.Steps, o.Worker.Steps()...)
	}
	return out, nil
}

// certificate tells until when the device's holds, at the registry's time.
func (o *Outlet) certificate(chain []byte) enrol.SyncStep {
	step := enrol.SyncStep{Name: "certificate", Failed: enrol.CodeCertificate}
	block, _ := pem.Decode(chain)
	if block == nil {
		return step
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return step
	}
	step.Until = cert.NotAfter
	if now := o.Now(); now.After(cert.NotBefore) && now.Before(cert.NotAfter) {
		step.Done, step.Failed = true, ""
		step.Soon = cert.NotAfter.Sub(now) < cert.NotAfter.Sub(cert.NotBefore)/6 // renewed with a third left
	}
	return step
}
