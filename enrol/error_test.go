package enrol_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func asError(t *testing.T, err error) *enrol.Error {
	t.Helper()
	var e *enrol.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *enrol.Error", err)
	}
	return e
}

func TestErrorIsAndAs(t *testing.T) {
	cause := errors.New("disk I/O error")
	inner := enrol.WrapError(enrol.CodeDiskFull, "save draft", cause)
	outer := fmt.Errorf("keep case: %w", inner)
	if !errors.Is(outer, &enrol.Error{Code: enrol.CodeDiskFull}) || errors.Is(outer, &enrol.Error{Code: enrol.CodeOffline}) {
		t.Error("Is does not go by the code")
	}
	if !errors.Is(outer, cause) || errors.Is(inner, errors.New("disk I/O error")) {
		t.Error("the cause is lost, or another one passes for it")
	}
	if got := asError(t, outer).Error(); got != "save draft: disk-full: disk I/O error" {
		t.Errorf("text %q", got)
	}
	if got := enrol.NewError(enrol.CodeMove, "move case").Error(); got != "move case: move" {
		t.Errorf("text %q", got)
	}
	if enrol.WrapError(enrol.CodeServer, "x", nil) != nil {
		t.Error("nil became an error")
	}
}

func TestCodeOf(t *testing.T) {
	offline := enrol.NewError(enrol.CodeOffline, "dial")
	for _, tt := range []struct {
		err  error
		want enrol.Code
	}{
		{nil, ""},
		{errors.New("x"), enrol.CodeInternal},
		{context.Canceled, enrol.CodeInternal},
		{offline, enrol.CodeOffline},
		{fmt.Errorf("pull: %w", offline), enrol.CodeOffline},
		{enrol.WrapError(enrol.CodeServer, "push", offline), enrol.CodeServer},
		{errors.Join(errors.New("x"), offline), enrol.CodeOffline},
	} {
		if got := enrol.CodeOf(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestErrorDetails(t *testing.T) {
	e := enrol.NewError(enrol.CodeLocked, "log in").With("tries", "5").With("of", "5")
	e.RetryAfter = time.Minute
	if len(e.Details) != 2 || e.Details["tries"] != "5" {
		t.Errorf("details %v", e.Details)
	}
}

// What is retried without anybody looking is a decision a code: the list stands here
// a second time, and all the other codes of the source must not be in it.
func TestTransientOfEachCode(t *testing.T) {
	want := map[enrol.Code]bool{}
	for _, c := range []enrol.Code{"offline", "slow", "nonsense", "throttled", "server", "certificate",
		"internal", "disk-full", "cancelled"} {
		want[c] = true
	}
	codes := declaredCodes(t)
	for name, c := range codes {
		if c.Transient() != want[c] {
			t.Errorf("%s: transient %v, want %v", name, c.Transient(), want[c])
		}
		delete(want, c)
	}
	if len(want) != 0 || len(codes) < 60 {
		t.Errorf("of %d codes, missing %v", len(codes), want)
	}
}

func TestCodesAreUnique(t *testing.T) {
	names := map[enrol.Code]string{}
	for name, c := range declaredCodes(t) {
		if c == "" || names[c] != "" {
			t.Errorf("%s and %s are both %q", name, names[c], c)
		}
		names[c] = name
	}
}

// declaredCodes reads every constant of type Code from the source.
func declaredCodes(t *testing.T) map[string]enrol.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]enrol.Code{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Code" {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		codes[spec.Names[0].Name] = enrol.Code(text)
		return true
	})
	return codes
}
