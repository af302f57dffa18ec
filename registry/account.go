package registry

import (
	"github.com/gerai-ikd/gerai/enrol"
)

// AccountEvent is what happens to an account.
type AccountEvent string

// The events of an account.
const (
	AccountApprove  AccountEvent = "approve"  // a counter approved the resident, the first time or again
	AccountSend     AccountEvent = "send"     // a mail with a working code went out
	AccountBounce   AccountEvent = "bounce"   // the address refuses mail for good
	AccountExpire   AccountEvent = "expire"   // the code was not used in time
	AccountResend   AccountEvent = "resend"   // another code was asked for
	AccountActivate AccountEvent = "activate" // code entered, PIN and password chosen
	AccountLock     AccountEvent = "lock"     // too many wrong PINs
	AccountRelease  AccountEvent = "release"  // the resident gives the phone up
	AccountBlock    AccountEvent = "block"    // a loss was reported
	AccountUnblock  AccountEvent = "unblock"  // the report is withdrawn; an approval must follow
)

// AccountStates lists every state of an account, AccountEvents every event. A
// resident who has only registered has AccountUnknown: what is entered on a phone
// proves nothing before a counter has seen the person, so it changes no account.
var (
	AccountStates = []enrol.Account{enrol.AccountUnknown, enrol.AccountApproved, enrol.AccountCodeSent, enrol.AccountBounced,
		enrol.AccountExpired, enrol.AccountActive, enrol.AccountLocked, enrol.AccountReleased, enrol.AccountBlocked}
	AccountEvents = []AccountEvent{AccountApprove, AccountSend, AccountBounce, AccountExpire, AccountResend,
		AccountActivate, AccountLock, AccountRelease, AccountBlock, AccountUnblock}
)

// accountMoves is the whole table; what is not in it is illegal.
var accountMoves = map[enrol.Account]map[AccountEvent]enrol.Account{
	enrol.AccountUnknown: {AccountApprove: enrol.AccountApproved},
	enrol.AccountApproved: {
		AccountApprove: enrol.AccountApproved, AccountSend: enrol.AccountCodeSent, AccountBounce: enrol.AccountBounced,
		AccountResend: enrol.AccountApproved, AccountBlock: enrol.AccountBlocked,
		// the mail arrived, and its code was used, before we had noted that it was sent
		AccountActivate: enrol.AccountActive,
	},
	enrol.AccountCodeSent: {
		AccountApprove: enrol.AccountApproved, AccountSend: enrol.AccountCodeSent, AccountBounce: enrol.AccountBounced,
		AccountExpire: enrol.AccountExpired, AccountResend: enrol.AccountCodeSent, AccountActivate: enrol.AccountActive,
		AccountBlock: enrol.AccountBlocked,
	},
	enrol.AccountBounced: {
		AccountApprove: enrol.AccountApproved, AccountResend: enrol.AccountApproved, AccountBlock: enrol.AccountBlocked,
	},
	enrol.AccountExpired: {
		AccountApprove: enrol.AccountApproved, AccountResend: enrol.AccountApproved, AccountBlock: enrol.AccountBlocked,
	},
	enrol.AccountActive: {
		AccountApprove: enrol.AccountApproved, AccountLock: enrol.AccountLocked, AccountRelease: enrol.AccountReleased,
		AccountBlock: enrol.AccountBlocked,
	},
	enrol.AccountLocked:   {AccountApprove: enrol.AccountApproved, AccountBlock: enrol.AccountBlocked},
	enrol.AccountReleased: {AccountApprove: enrol.AccountApproved, AccountBlock: enrol.AccountBlocked},
	enrol.AccountBlocked:  {AccountUnblock: enrol.AccountReleased},
}

// NextAccount answers where event e leads from state a. An illegal move answers a
// itself and CodeMove.
func NextAccount(a enrol.Account, e AccountEvent) (enrol.Account, error) {
	if to, ok := accountMoves[a][e]; ok {
		return to, nil
	}
	return a, enrol.NewError(enrol.CodeMove, "move account").With("account", string(a)).With("event", string(e))
}
