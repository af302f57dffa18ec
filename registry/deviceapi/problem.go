package deviceapi

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// problem is an error answer (RFC 9457).
type problem struct {
	api.Problem
	retryAfter int // seconds; 0: none
}

// Error implements error.
func (p *problem) Error() string { return p.Title }

// GetStatus implements huma.StatusError.
func (p *problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *problem) ContentType(string) string { return api.TypeProblem }

// GetHeaders implements huma.HeadersError.
func (p *problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	return h
}

// newProblem hides a fault's cause: the log has it.
func newProblem(code enrol.Code, retryAfter int) *problem {
	status := statusOf(code)
	return &problem{Problem: api.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code}, retryAfter: retryAfter}
}

// statusOf is the HTTP status (RFC 9110) of a code.
func statusOf(c enrol.Code) int {
	switch c {
	case enrol.CodeNotEnrolled:
		return http.StatusUnauthorized
	case enrol.CodeRevoked, enrol.CodeEnrolCode, enrol.CodeForbidden:
		return http.StatusForbidden
	case enrol.CodeNotFound:
		return http.StatusNotFound
	case enrol.CodeQRUsed, enrol.CodeRefused, enrol.CodeDuplicate:
		return http.StatusConflict
	case enrol.CodeQRExpired:
		return http.StatusGone
	case enrol.CodeThrottled, enrol.CodeTooOften:
		return http.StatusTooManyRequests
	case enrol.CodeServer, enrol.CodeDiskFull, enrol.CodeCancelled:
		return http.StatusServiceUnavailable
	case enrol.CodeInternal:
		return http.StatusInternalServerError
	}
	return http.StatusUnprocessableEntity
}

// plainProblem replaces huma's own error bodies: theirs quote what was sent.
func plainProblem(_ huma.Context, status string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &problem{Problem: api.Problem{Type: "about:blank", Title: e.Title, Status: e.Status, Code: enrol.CodeField}}
	if e.Status >= http.StatusInternalServerError {
		p.Code = enrol.CodeServer
	}
	for _, d := range e.Errors {
		if d.Location != "" {
			p.Fields = map[string]string{d.Location: "invalid"}
		}
	}
	return p, nil
}
