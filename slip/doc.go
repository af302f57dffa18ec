// Package slip makes what the counter prints: small PDF documents with embedded fonts,
// and hands them to the printer without a file in between.
//
// Paper leaves the office in a pocket: a NIK is on it only masked, an address only with
// its first letter, and a QR carries nothing but a random token.
package slip
