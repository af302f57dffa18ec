// Package db keeps the registry's tables. It is one SQL repository for two engines,
// SQLite and PostgreSQL: what differs between them is a small Dialect. The packages
// registry/sqlite and registry/postgres open it; dbtest holds the contract that both
// must meet.
//
// Exported methods of DB are transactions, methods of Tx are statements. Times are
// stored as microseconds since 1970 in UTC (0: none), secrets only as verifiers or
// message authentication codes.
package db
