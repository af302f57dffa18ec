package enrol

import (
	"errors"
	"fmt"
	"time"
)

// Code names a kind of failure. It is what crosses borders: ui turns it into a
// sentence and a hint, the registry into an HTTP status, sync back into a Code.
type Code string

// The codes. Their text is stable: it is stored, sent and translated by key.
const (
	CodeInternal Code = "internal" // a fault of ours; the default of CodeOf

	CodeNIKLength Code = "nik-length"
	CodeNIKDigits Code = "nik-digits"
	CodeNIKDate   Code = "nik-date"
	CodeNIKSerial Code = "nik-serial"
	CodeEmail     Code = "email"
	CodePhone     Code = "phone"
	CodeReason    Code = "reason" // a rejection or override without a reason
	CodeField     Code = "field"  // any other field that cannot be

	CodeMove      Code = "move"      // the case may not do that from here
	CodeUnderAge  Code = "under-age" // under 17 and not married
	CodePhase     Code = "phase"     // the programme phase is for others today
	CodeDocuments Code = "documents" // papers lack
	CodeElsewhere Code = "elsewhere" // a parked case that waits at another counter; "counter": which
	CodeDuplicate Code = "duplicate" // same resident, a case already open or approved today
	CodeOtherNIK  Code = "other-nik" // the NIK is not that of the case that is to be put right
	CodeActive    Code = "active"    // the resident's identity is active already

	CodeNoQR         Code = "no-qr"          // a picture in which no QR can be read
	CodeQRForeign    Code = "qr-foreign"     // a QR, but not one of ours
	CodeQRDamaged    Code = "qr-damaged"     // ours, cut or altered before the signature could be looked at
	CodeQRForged     Code = "qr-forged"      // the signature does not fit
	CodeQRExpired    Code = "qr-expired"     //
	CodeQRNotYet     Code = "qr-not-yet"     // issued for later, or the PC's clock is behind
	CodeQRUsed       Code = "qr-used"        // its single use is spent
	CodeQRUnknownKey Code = "qr-unknown-key" // signed with a key that this PC does not know (yet)
	CodeQRRevokedKey Code = "qr-revoked-key" //
	CodeQRNewer      Code = "qr-newer"       // a later version of the profile
	CodeQRTooLarge   Code = "qr-too-large"   // more than any of ours can hold; nothing was inflated

	CodeNoCamera    Code = "no-camera"
	CodeCameraBusy  Code = "camera-busy"
	CodeCameraLost  Code = "camera-lost"
	CodeNoPicture   Code = "no-picture" // the camera runs, and what it sends is black, green or frozen
	CodeNoModel     Code = "no-model"
	CodeBadModel    Code = "bad-model"
	CodeModelOther  Code = "model-other" // a template of another model
	CodeNoFace      Code = "no-face"
	CodeTwoFaces    Code = "two-faces"
	CodePoorPicture Code = "poor-picture" // no selfie good enough could be taken: the exception
	CodeFaceDiffers Code = "face-differs" // approved though the comparison says "no match": with a reason
	CodeFaceCheck   Code = "face-check"   // a face check that asked for less than the model or the outlet does
	CodeNoPaper     Code = "no-paper"     // no page of a paper can be seen
	CodePictureFile Code = "picture-file" // not a picture, or larger than we open

	CodeDBNewer   Code = "db-newer"   // written by a newer version of the program
	CodeDBBroken  Code = "db-broken"  // integrity check fails
	CodeDBInUse   Code = "db-in-use"  // another gerai holds it
	CodeDiskFull  Code = "disk-full"  //
	CodeKeyLocked Code = "key-locked" // the data key can't be had
	CodeConfig    Code = "config"     // configuration can't be read
	CodeNotFound  Code = "not-found"  //

	CodeOffline     Code = "offline"      // nobody answers at the registry's address
	CodeSlow        Code = "slow"         // no answer in time
	CodeNonsense    Code = "nonsense"     // an answer that is not the registry's
	CodeCertificate Code = "certificate"  // the registry shows a wrong certificate
	CodeRevoked     Code = "revoked"      // this device or person may no longer report
	CodeThrottled   Code = "throttled"    // the registry asks us to wait
	CodeServer      Code = "server"       // the registry has a fault
	CodeRefused     Code = "refused"      // the registry refuses this item, for good
	CodeOtherDevice Code = "other-device" // signed by an earlier device, whose place nobody at the office said that this one takes
	CodeEnrolCode   Code = "enrol-code"   // the one-time code is wrong, used or expired
	CodeNotEnrolled Code = "not-enrolled" // this PC has no certificate yet

	CodeLogin     Code = "login"      // name or PIN is wrong
	CodeLocked    Code = "locked"     // too many tries; see RetryAfter
	CodeForbidden Code = "forbidden"  // the role does not allow it
	CodeCode      Code = "code"       // activation code is wrong, used or replaced
	CodeCodeOld   Code = "code-old"   // activation code has expired
	CodeWeakPIN   Code = "weak-pin"   // 123456, a birth date …
	CodeHardStop  Code = "hard-stop"  // a limit set by the registry is reached
	CodeCancelled Code = "cancelled"  // stopped by the user or by the end of the program
	CodeTooOften  Code = "too-often"  // rate limit for a resident
	CodeSession   Code = "session"    // logged out
	CodeTraining  Code = "training"   // training data may never be sent
	CodeUsage     Code = "usage"      // wrong command-line arguments
	CodePrinter   Code = "printer"    // refuses, or does not answer
	CodeNoDisplay Code = "no-display" // no screen to open a window on
)

// Error is a failure with a code, what we were doing, and harmless details. Details
// never hold personal data: they are shown and logged.
type Error struct {
	Code       Code
	Op         string            // what we were doing, in English, for logs
	Details    map[string]string // figures for the sentence: "digits" → "15"
	RetryAfter time.Duration     // for CodeThrottled, CodeLocked, CodeTooOften; else 0
	Err        error             // cause; may be nil
}

// NewError makes an Error without a cause.
func NewError(c Code, op string) *Error { return &Error{Code: c, Op: op} }

// WrapError gives a cause a code. It answers nil for a nil cause.
func WrapError(c Code, op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Code: c, Op: op, Err: err}
}

// With adds a detail and answers the same error.
func (e *Error) With(key, value string) *Error {
	if e.Details == nil {
		e.Details = map[string]string{}
	}
	e.Details[key] = value
	return e
}

// Error is for logs; staff see the translated sentence of the code.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Op, e.Code, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Op, e.Code)
}

// Unwrap answers the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches another *Error by code, so errors.Is(err, &Error{Code: …}) works.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// CodeOf answers the outermost code in err's chain, CodeInternal where there is
// none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Transient tells whether the same request may succeed later without anybody
// changing anything. The outbox retries exactly these.
func (c Code) Transient() bool {
	switch c {
	case CodeOffline, CodeSlow, CodeNonsense, CodeThrottled, CodeServer, CodeCertificate, CodeInternal, CodeDiskFull, CodeCancelled:
		return true
	}
	return false
}
