// Package sync is the outlet's side of the line to the registry: the device's
// enrolment and certificate, the HTTPS client, and the worker that delivers what the
// outbox holds and brings down what changed.
//
// The truth stays in the outbox (enrol.Outbox): a packet is out of it only with the
// registry's receipt. A packet's id is its idempotency key, so that sending again
// after a lost answer is harmless.
package sync
