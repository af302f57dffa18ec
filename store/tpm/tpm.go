// Package tpm wraps the store's data key with the PC's TPM 2.0 chip: taken out of this
// PC, its disk gives nothing. The key is sealed under the storage root key (TCG TPM
// v2.0 Provisioning Guidance, ECC P-256 template), which never leaves the chip and is
// made anew from the chip's own seed at each use, so that nothing has to be provisioned.
package tpm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/linuxtpm"

	"github.com/gerai-ikd/gerai/enrol"
)

// DevicePath is the kernel's resource-managed TPM; the group "tss" may use it.
const DevicePath = "/dev/tpmrm0"

// Source wraps with a TPM. It is a store.KeySource.
type Source struct {
	// Open connects to the chip; each Wrap and Unwrap does once.
	Open func() (transport.TPMCloser, error)
}

// Device is the Source of the TPM at path, normally DevicePath.
func Device(path string) Source {
	return Source{Open: func() (transport.TPMCloser, error) { return linuxtpm.Open(path) }}
}

// Available tells whether the chip answers to this user. The error says why not.
func (s Source) Available() error {
	return s.with("look for tpm", func(chip transport.TPM) error {
		_, err := tpm2.GetRandom{BytesRequested: 8}.Execute(chip)
		return err
	})
}

// sealed is the wrapped form: the two halves of a TPM object.
type sealed struct {
	Public  []byte `json:"public"`
	Private []byte `json:"private"`
}

// Kind is "tpm".
func (Source) Kind() string { return "tpm" }

// Wrap seals key to this chip; CodeKeyLocked where the chip does not answer.
func (s Source) Wrap(_ context.Context, key []byte) ([]byte, error) {
	var out []byte
	err := s.with("seal with tpm", func(chip transport.TPM) error {
		return withRoot(chip, tpm2.AESEncryption(128, tpm2.EncryptIn), func(root tpm2.AuthHandle, session tpm2.Session) error {
			root.Auth = session
			rsp, err := tpm2.Create{
				ParentHandle: root,
				InSensitive: tpm2.TPM2BSensitiveCreate{Sensitive: &tpm2.TPMSSensitiveCreate{
					Data: tpm2.NewTPMUSensitiveCreate(&tpm2.TPM2BSensitiveData{Buffer: key}),
				}},
				InPublic: tpm2.New2B(template()),
			}.Execute(chip)
			if err != nil {
				return err
			}
			out, err = json.Marshal(sealed{tpm2.Marshal(rsp.OutPublic), tpm2.Marshal(rsp.OutPrivate)})
			return err
		})
	})
	return out, err
}

// template is a data object that is bound to this chip and its root key. Its
// authorisation is empty: what protects it is where it is.
func template() tpm2.TPMTPublic {
	return tpm2.TPMTPublic{
		Type: tpm2.TPMAlgKeyedHash, NameAlg: tpm2.TPMAlgSHA256,
		ObjectAttributes: tpm2.TPMAObject{FixedTPM: true, FixedParent: true, UserWithAuth: true, NoDA: true},
	}
}

// Unwrap unseals; CodeKeyLocked on another chip, a cleared one, or where it does not answer.
func (s Source) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) {
	var form sealed
	if err := json.Unmarshal(wrapped, &form); err != nil {
		return nil, enrol.NewError(enrol.CodeKeyLocked, "read sealed key")
	}
	public, err1 := tpm2.Unmarshal[tpm2.TPM2BPublic](form.Public)
	private, err2 := tpm2.Unmarshal[tpm2.TPM2BPrivate](form.Private)
	if err := errors.Join(err1, err2); err != nil {
		return nil, enrol.WrapError(enrol.CodeKeyLocked, "read sealed key", err)
	}
	var key []byte
	err := s.with("unseal with tpm", func(chip transport.TPM) error {
		return withRoot(chip, tpm2.AESEncryption(128, tpm2.EncryptOut), func(root tpm2.AuthHandle, session tpm2.Session) error {
			var err error
			key, err = unseal(chip, root, session, *public, *private)
			return err
		})
	})
	return key, err
}

func unseal(chip transport.TPM, root tpm2.AuthHandle, session tpm2.Session, public tpm2.TPM2BPublic, private tpm2.TPM2BPrivate) ([]byte, error) {
	root.Auth = tpm2.PasswordAuth(nil)
	object, err := tpm2.Load{ParentHandle: root, InPrivate: private, InPublic: public}.Execute(chip)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	rsp, err := tpm2.Unseal{ItemHandle: tpm2.AuthHandle{Handle: object.ObjectHandle, Name: object.Name, Auth: session}}.Execute(chip)
	if err = errors.Join(err, flush(chip, object.ObjectHandle)); err != nil {
		return nil, err
	}
	return rsp.OutData.Buffer, nil
}

// with connects for one piece of work.
func (s Source) with(op string, f func(chip transport.TPM) error) error {
	chip, err := s.Open()
	if err != nil {
		return enrol.WrapError(enrol.CodeKeyLocked, op, err)
	}
	return enrol.WrapError(enrol.CodeKeyLocked, op, errors.Join(f(chip), chip.Close()))
}

// withRoot makes the storage root key, and a session salted with it in which the key
// crosses encrypted: who listens on the wires to the chip does not hear it.
func withRoot(chip transport.TPM, crossing tpm2.AuthOption, f func(root tpm2.AuthHandle, session tpm2.Session) error) error {
	root, err := tpm2.CreatePrimary{PrimaryHandle: tpm2.TPMRHOwner, InPublic: tpm2.New2B(tpm2.ECCSRKTemplate)}.Execute(chip)
	if err != nil {
		return fmt.Errorf("make root key: %w", err)
	}
	public, err := root.OutPublic.Contents()
	if err == nil {
		session := tpm2.HMAC(tpm2.TPMAlgSHA256, 16, crossing, tpm2.Salted(root.ObjectHandle, *public))
		err = f(tpm2.AuthHandle{Handle: root.ObjectHandle, Name: root.Name}, session)
	}
	return errors.Join(err, flush(chip, root.ObjectHandle))
}

func flush(chip transport.TPM, h tpm2.TPMHandle) error {
	_, err := tpm2.FlushContext{FlushHandle: h}.Execute(chip)
	return err
}
