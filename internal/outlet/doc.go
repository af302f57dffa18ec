// Package outlet is the counter without its window: database, key, sealer, client and
// worker plugged together, the clock that they share, backups on a schedule, and the
// USB bundles. The window's program and the fault tests run the same code.
package outlet
