package office

import (
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// uploadTime is how long a file may take to come and to be read in.
const uploadTime = time.Hour

// takeTime lets the request take longer than a form may. A server without such limits has
// nothing to lift.
func (v *visit) takeTime() {
	until := time.Now().Add(uploadTime)
	c := http.NewResponseController(v.w)
	_ = c.SetReadDeadline(until)
	_ = c.SetWriteDeadline(until)
}

// nextPart answers the next file of an upload, once the one before it was read.
type nextPart func() (*multipart.Part, error)

// upload reads a form with a file as it comes, so that the file never lies in memory or
// on the disk as a whole. The form's token and its other fields stand before the file, and
// take gets them with it; more answers the files after it, and io.EOF after the last.
func (v *visit) upload(most int64, take func(file *multipart.Part, more nextPart, values map[string]string) error) error {
	bad := enrol.NewError(enrol.CodeField, "read an upload").With("field", "file")
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, most)
	v.takeTime()
	parts, err := v.r.MultipartReader()
	if err != nil {
		return bad
	}
	values := map[string]string{}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return bad
		}
		if part.FormName() != "file" {
			b, err := io.ReadAll(io.LimitReader(part, 1024))
			if err != nil {
				return bad
			}
			values[part.FormName()] = string(b)
			continue
		}
		if !sameToken(values["form"], token(v.session)) {
			return enrol.NewError(enrol.CodeForbidden, "take a form").With("why", "form")
		}
		return take(part, parts.NextPart, values)
	}
}
