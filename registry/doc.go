// Package registry is the central registry, pusat: it knows the residents, signs
// their QRs, takes in what the outlets decided, sends activation codes and keeps the
// accounts and their documents.
//
// Service holds the rules and knows neither HTTP nor SQL: it is given a db.DB (two
// engines behind one contract), a Mailer and a Clock. Every exported method is one
// transaction, and every error has an enrol.Code. Several instances may work on one
// database at once; nothing is kept in memory that another instance would miss.
package registry
