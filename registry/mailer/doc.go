// Package mailer sends the registry's mails by SMTP (RFC 5321), and holds the sink
// that receives them in the demonstration and in tests.
//
// Errors are *enrol.Error and never hold an address, a code or the server's text:
//
//	CodeEmail        the recipient is refused for good: a bounce, for a person to look after
//	CodeConfig       the server refuses our log-in, our sender or our text: an administrator's matter
//	CodeCertificate  the server's certificate or lack of TLS: nothing was sent
//	CodeOffline      nobody answers
//	CodeSlow         no answer in time
//	CodeServer       refused for now (a 4xx reply, or the connection broke)
//	CodeCancelled    the caller gave up
//
// The detail "reply" holds the three digits of the server's reply where there was one.
// Retry what enrol.Code.Transient says, and CodeConfig once it was mended.
package mailer
