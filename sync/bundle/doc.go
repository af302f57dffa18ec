// Package bundle is the file in which sealed packets travel on a USB stick from an
// outlet that never has a line, and the file in which the registry's receipts come
// back, with what a pull would have brought.
//
// A bundle is a magic line and records, each with its length and a check sum, and a
// last record with the count: what was cut off is noticed, and what came before it is
// still good. Packets need no other protection: each is signed by its device and
// sealed to the registry. Receipts make an outlet erase evidence, so they are signed
// by the registry with one of the keys that residents' QRs are signed with.
//
// Behind the packets a device asks, signed, for what a pull would bring (Ask): the
// registry's answer (Settings) is signed with the key of its certificate authority, which
// the device has trusted since its enrolment whatever other keys changed, and sealed to the
// recipient that the device named.
//
// Anything may be imported twice, in any order: a packet's id is its idempotency key,
// a receipt says the same each time.
package bundle
