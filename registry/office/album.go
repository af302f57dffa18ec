package office

import (
	"errors"
	"io"
	"mime/multipart"
	"path"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

// album is the pictures of an import. They come after the CSV, one after the other, and
// none of them ever lies on the disk.
type album struct {
	v       *visit
	dry     bool
	named   map[string]enrol.NIK // by the lines of the CSV, in lower case; "": of several residents
	brought map[enrol.NIK]bool   // of a dry run: whose lines name a picture

	pictures, good int
	bad            []badPicture
}

// badPicture is one that was left out.
type badPicture struct {
	number int // among the pictures, from 1
	code   enrol.Code
}

const (
	maxPicture = 8 << 20 // bytes
	maxNamed   = 200_000 // names that are remembered, some 20 MB
)

func newAlbum(v *visit, dry bool) *album {
	return &album{v: v, dry: dry, named: map[string]enrol.NIK{}, brought: map[enrol.NIK]bool{}}
}

// name notes which picture a line names. Folders are not sent along with pictures: a name
// that stands for several residents is nobody's.
func (a *album) name(n enrol.NIK, name string) {
	key := pictureName(name)
	switch was, ok := a.named[key]; {
	case ok && was != n:
		a.named[key] = ""
	case !ok && len(a.named) < maxNamed:
		a.named[key] = n
	}
	if a.dry && len(a.brought) < maxNamed {
		a.brought[n] = true
	}
}

// pictureName is what of a file's name is compared.
func pictureName(name string) string {
	return strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
}

// whose is the resident on a picture: by the CSV, or by a file name that is a NIK.
// CodeDuplicate where the CSV's lines name it for several.
func (a *album) whose(file string) (enrol.NIK, error) {
	file = pictureName(file)
	if n, ok := a.named[file]; ok && n == "" {
		return "", enrol.NewError(enrol.CodeDuplicate, "find whose picture it is")
	} else if ok {
		return n, nil
	}
	n, err := enrol.ParseNIK(strings.TrimSuffix(file, path.Ext(file)))
	if err != nil {
		return "", enrol.NewError(enrol.CodeNotFound, "find whose picture it is")
	}
	return n, nil
}

// readAll takes the pictures in until the last; a bad one is noted and left out. What was
// written is recorded also where the upload breaks off.
func (a *album) readAll(more nextPart) (err error) {
	defer func() {
		if a.good > 0 && !a.dry {
			err = errors.Join(err, a.v.Service.PortraitsDone(a.v.r.Context(), a.v.who, a.good, a.pictures))
		}
	}()
	for {
		part, err := more()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return enrol.NewError(enrol.CodeField, "read an upload").With("field", "portraits")
		}
		if part.FormName() != "portraits" || part.FileName() == "" {
			continue
		}
		a.pictures++
		err = a.take(part)
		switch code := enrol.CodeOf(err); code {
		case "":
			a.good++
		case enrol.CodeInternal, enrol.CodeServer, enrol.CodeDiskFull, enrol.CodeCancelled, enrol.CodeForbidden:
			return err
		default:
			a.bad = append(a.bad, badPicture{a.pictures, code})
		}
	}
}

// take makes one picture the portrait of whom it shows.
func (a *album) take(part *multipart.Part) error {
	ctx := a.v.r.Context()
	n, err := a.whose(part.FileName())
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(part, maxPicture+1))
	if err != nil {
		return enrol.NewError(enrol.CodeCancelled, "read a picture")
	}
	if len(data) > maxPicture || a.v.Portrait == nil {
		return enrol.NewError(enrol.CodePictureFile, "read a picture")
	}
	p, err := a.v.Portrait(ctx, data)
	if err != nil {
		return err
	}
	if !a.dry {
		return a.v.Service.PutPortrait(ctx, a.v.who, n, p)
	}
	known, err := a.v.Service.Known(ctx, a.v.who, n)
	if err == nil && !known && !a.listed(n) {
		err = enrol.NewError(enrol.CodeNotFound, "find whose picture it is")
	}
	return err
}

// listed tells whether the CSV brings the resident: a dry run writes nobody.
func (a *album) listed(n enrol.NIK) bool { return a.brought[n] }

// maxBadPictures is how many are listed.
const maxBadPictures = 200

func (a *album) sections() []section {
	v := a.v
	if a.pictures == 0 {
		return nil
	}
	n := func(i int, key string) number { return number{v.count(int64(i)), v.say(key)} }
	key := "import.portraits.done"
	if a.dry {
		key = "import.portraits.would"
	}
	out := []section{{Title: v.say("import.portraits"), Numbers: []number{n(a.pictures, "import.pictures"), n(a.good, key), n(len(a.bad), "import.bad")}}}
	if len(a.bad) > 0 {
		t := &table{Head: v.heads("picture", "why"), Right: []bool{true, false}}
		for _, b := range a.bad[:min(len(a.bad), maxBadPictures)] {
			t.Rows = append(t.Rows, row{Cells: cells(strconv.Itoa(b.number), v.or("picture.", string(b.code)))})
		}
		out = append(out, section{Title: v.say("import.pictures.bad"), Text: v.say("import.pictures.bad.text"), Table: t})
	}
	return out
}
