// Package pages is what residents see on their phones: registration with the QR for
// the counter, activation, log-in, their documents and their secrets.
//
// The pages are plain HTML that works without scripts, from a phone of 360 pixels
// upwards, in Indonesian and English, light and dark. One small script keeps the QR's
// state and time fresh. Nothing is fetched from another host, and no address (URL)
// holds a NIK, a code or a secret: what has to be remembered is in cookies that
// scripts can't read and other sites can't send. One address does name a thing of
// short life: that behind the QR on a counter's screen, which the first phone uses up.
package pages
