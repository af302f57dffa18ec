package office

import (
	"io"
	"mime/multipart"
	"net/http"

	"github.com/gerai-ikd/gerai/enrol"
)

// upload reads a form with a file as it comes, so that the file never lies in memory or
// on the disk as a whole. The form's token and its other fields stand before the file,
// and take gets them with it.
func (v *visit) upload(most int64, take func(file *multipart.Part, values map[string]string) error) error {
	bad := enrol.NewError(enrol.CodeField, "read an upload").With("field", "file")
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, most)
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
		return take(part, values)
	}
}
