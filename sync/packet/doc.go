// Package packet is the sealed form in which a decided case travels from a counter to
// the registry: CBOR (RFC 8949), signed with the device's Ed25519 key (COSE_Sign1,
// RFC 9052, the device's id as key id), then encrypted to the registry's recipient
// with age (hybrid ML-KEM-768 + X25519). Once sealed, the counter can't read it.
//
// Both ends import it: the counter seals, the registry opens.
package packet
