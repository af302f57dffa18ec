package training

import (
	"fmt"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// region is that of nobody's NIK: a district "00" does not exist, so that an invented
// resident can be told from a real one wherever it turns up.
const region = "327600"

// NoPhone is the one who comes without a phone: staff type what the tour says.
var NoPhone = enrol.Resident{NIK: region + "5207840812", Name: "WULAN CONTOH",
	Email: "wulan@latihan.example", Phone: "081200000812"}

var names = []string{"ANDI CONTOH", "BUNGA CONTOH", "CITRA CONTOH", "DEDI CONTOH", "ENDANG CONTOH", "FARID CONTOH",
	"GITA CONTOH", "HASAN CONTOH"}

// Residents are the invented ones: whole for every check, and nobody.
func Residents() []enrol.Resident {
	var out []enrol.Resident
	for i, name := range names {
		day := 3 + 3*i + 40*(i%2) // odd ones are women
		n := enrol.NIK(fmt.Sprintf("%s%02d%02d%02d%04d", region, day, 1+i, 80+i, 901+i))
		first := strings.ToLower(name[:strings.IndexByte(name, ' ')])
		out = append(out, enrol.Resident{NIK: n, Name: name, Birth: n.Birth(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), Sex: n.Sex(),
			Email: enrol.Email(first + "@latihan.example"), Phone: enrol.Phone(fmt.Sprintf("08120000%04d", 901+i)), Category: enrol.CategoryPublic})
	}
	return out
}

// Look is the number of an invented resident's drawn look. All of them are found by the
// face detector that needs no model: a lesson must not fail by its drawing.
func Look(n enrol.NIK) int64 {
	for i, r := range Residents() {
		if r.NIK == n {
			return int64(i + 1)
		}
	}
	return int64(len(names)) // who came without a phone
}
