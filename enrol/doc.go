// Package enrol is the domain: what a resident, a case and a decision are, which
// moves a case may make, what may be refused and why, and the interfaces that
// drivers (camera, store, sync, ui) implement or use.
//
// It imports the standard library alone and knows no operating system, network or
// database. Everything that names a person (NIK, Email, Phone) prints masked, so
// that a stray %v never leaks one; the raw value is a conversion that can be seen
// in the code: string(nik).
package enrol
