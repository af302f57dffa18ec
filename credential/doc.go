// Package credential issues and verifies the QR that a resident's phone shows at the
// counter: claims about the resident (CWT, RFC 8392, with the identity in claim 169 as
// MOSIP's QR code specification lays it out), signed with the registry's Ed25519 key
// (COSE_Sign1, RFC 9052, the key id in the protected header), deflated (zlib, RFC
// 1950), sealed for the outlets (COSE_Encrypt0, AES-256-GCM) and written in the alphabet of QR's alphanumeric mode (Base45, RFC 9285).
//
// Verifying needs no network and no database: signature, key, form, size and times
// are checked here; single use (Credential.ID) is left to the store. What the
// ministry's own activation QR carries is not published; this is a stand-in for it.
package credential
