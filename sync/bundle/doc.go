// Package bundle is the file in which sealed packets travel on a USB stick from an
// outlet that never has a line, and the file in which the registry's receipts come
// back.
//
// A bundle is a magic line and records, each with its length and a check sum, and a
// last record with the count: what was cut off is noticed, and what came before it is
// still good. Packets need no other protection: each is signed by its device and
// sealed to the registry. Receipts make an outlet erase evidence, so they are signed
// by the registry with one of the keys that residents' QRs are signed with.
//
// Anything may be imported twice, in any order: a packet's id is its idempotency key,
// a receipt says the same each time.
package bundle
