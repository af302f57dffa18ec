package ui

import (
	"errors"

	"github.com/gerai-ikd/gerai/enrol"
)

func detailsOf(err error) map[string]string {
	var e *enrol.Error
	if errors.As(err, &e) {
		return e.Details
	}
	return nil
}
