package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Place is a resident's address as imported.
type Place struct {
	Street   string `json:"street,omitempty"`
	RT       string `json:"rt,omitempty"`
	RW       string `json:"rw,omitempty"`
	Village  string `json:"village,omitempty"`
	District string `json:"district,omitempty"`
	City     string `json:"city,omitempty"`
	Province string `json:"province,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}

// Resident is a record of the population register, as imported.
type Resident struct {
	NIK           enrol.NIK
	Name          string
	BirthPlace    string
	Birth         time.Time // date
	Sex           enrol.Sex
	Married       bool
	Marital       string
	Blood         string
	Religion      string
	Occupation    string
	Citizenship   string
	Category      enrol.Category
	KK            string // number of the family card
	Relation      string // to the head of the family
	Address       Place
	TemplateModel string
	Template      []byte // of the face; nil: none
	Portrait      []byte // JPEG or PNG; nil: none
}

// Digest tells whether an import changes anything but portrait and template: a line that
// brings none leaves them as they are, and has to be the same line for it.
func (r Resident) Digest() string {
	r.TemplateModel, r.Template, r.Portrait = "", nil, nil
	b, _ := json.Marshal(r) //nolint:errchkjson // strings, numbers and times only
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

const residentColumns = `nik, name, birth_place, birth, sex, married, marital, blood, religion, occupation, citizenship, category, kk, relation, address, template_model, template, portrait`

func residentFields(r *Resident) []any {
	return []any{(*string)(&r.NIK), &r.Name, &r.BirthPlace, day{&r.Birth}, &r.Sex, flag{&r.Married}, &r.Marital, &r.Blood, &r.Religion,
		&r.Occupation, &r.Citizenship, (*string)(&r.Category), &r.KK, &r.Relation, object{&r.Address}, &r.TemplateModel, &r.Template, &r.Portrait}
}

func residentValues(r *Resident, now time.Time) []any {
	return []any{string(r.NIK), r.Name, r.BirthPlace, date(r.Birth), int64(r.Sex), bit(r.Married), r.Marital, r.Blood, r.Religion,
		r.Occupation, r.Citizenship, string(r.Category), r.KK, r.Relation, object{r.Address}, r.TemplateModel, r.Template, r.Portrait,
		r.Digest(), unix(now)}
}

// residentRow is how many values one imported row has.
const residentRow = 20

// ImportBatch is the most residents that one Import may bring: the engines' limits on
// placeholders allow no more.
const ImportBatch = 500

// Import inserts or replaces residents in one transaction and answers how many rows
// that changed; a repeated import changes none. The batch holds each NIK once.
func (d *DB) Import(ctx context.Context, batch []Resident, now time.Time) (int64, error) {
	var n int64
	err := d.Update(ctx, func(t *Tx) (err error) {
		n, err = t.putResidents(batch, now)
		return err
	})
	return n, err
}

func (t *Tx) putResidents(batch []Resident, now time.Time) (int64, error) {
	if len(batch) == 0 {
		return 0, nil
	}
	t.forget()
	args := make([]any, 0, len(batch)*residentRow)
	for i := range batch {
		args = append(args, residentValues(&batch[i], now)...)
	}
	q := `INSERT INTO residents (` + residentColumns + `, digest, updated_at) VALUES ` + tuples(len(batch), residentRow) +
		` ON CONFLICT (nik) DO UPDATE SET name = excluded.name, birth_place = excluded.birth_place, birth = excluded.birth,
		sex = excluded.sex, married = excluded.married, marital = excluded.marital, blood = excluded.blood,
		religion = excluded.religion, occupation = excluded.occupation, citizenship = excluded.citizenship,
		category = excluded.category, kk = excluded.kk, relation = excluded.relation, address = excluded.address,
		template_model = CASE WHEN excluded.template IS NULL THEN residents.template_model ELSE excluded.template_model END,
		template = COALESCE(excluded.template, residents.template), portrait = COALESCE(excluded.portrait, residents.portrait),
		digest = excluded.digest, updated_at = excluded.updated_at
		WHERE residents.digest <> excluded.digest
		OR excluded.template IS NOT NULL AND (residents.template IS NULL OR residents.template <> excluded.template OR residents.template_model <> excluded.template_model)
		OR excluded.portrait IS NOT NULL AND (residents.portrait IS NULL OR residents.portrait <> excluded.portrait)`
	return t.exec("import residents", q, args...)
}

// PutPortrait gives a resident another portrait and template; CodeNotFound where the
// register has none of that NIK.
func (t *Tx) PutPortrait(r Resident, now time.Time) error {
	delete(t.memo.residents, r.NIK)
	return t.need("write portrait", `UPDATE residents SET template_model = $1, template = $2, portrait = $3, updated_at = $4 WHERE nik = $5`,
		r.TemplateModel, r.Template, r.Portrait, unix(now), string(r.NIK))
}

// tuples writes "($1,$2),($3,$4)" for rows of width columns.
func tuples(rows, width int) string {
	var b strings.Builder
	for r := range rows {
		for c := range width {
			switch {
			case c > 0:
				b.WriteString(",")
			case r > 0:
				b.WriteString("),(")
			default:
				b.WriteString("(")
			}
			fmt.Fprintf(&b, "$%d", r*width+c+1)
		}
	}
	b.WriteString(")")
	return b.String()
}

// Resident reads one record; CodeNotFound where the register has none.
func (t *Tx) Resident(n enrol.NIK) (Resident, error) {
	return ahead(t.memo.residents, n, "read resident", func() (Resident, error) {
		return one(t, "read resident", residentFields, residentQuery, string(n))
	})
}

const residentQuery = `SELECT ` + residentColumns + ` FROM residents WHERE nik = $1`

// Family lists who is on a family card, without portraits and templates.
func (t *Tx) Family(kk string) ([]Resident, error) {
	cols := strings.TrimSuffix(residentColumns, ", template_model, template, portrait") + `, '', NULL, NULL`
	return many(t, "read family", residentFields, `SELECT `+cols+` FROM residents WHERE kk = $1 ORDER BY birth, nik`, kk)
}

// NextDemoResident answers the first resident, in order of NIK, whose account is not
// on its way yet; CodeNotFound where there is none left.
func (t *Tx) NextDemoResident(after enrol.NIK) (enrol.NIK, error) {
	return one(t, "find resident", itself[enrol.NIK], `SELECT r.nik FROM residents r LEFT JOIN accounts a ON a.nik = r.nik
		WHERE r.nik > $1 AND (a.nik IS NULL OR a.state = 'registered') ORDER BY r.nik LIMIT 1`, string(after))
}
