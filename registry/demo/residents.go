package demo

import (
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// person is one row of the invented register.
type person struct {
	nik, name, place, relation, marital, job string
	category                                 enrol.Category
}

// households, by number of the family card; the address is the street and number.
var households = []struct {
	kk, street string
	people     []person
}{
	{"3276000101200001", "JL. MELATI NO. 4", []person{
		{"3276001203850001", "AGUS PRASETYO", "BOGOR", "KEPALA KELUARGA", "KAWIN", "PEGAWAI NEGERI SIPIL", enrol.CategoryASN},
		{"3276006507880002", "DEWI LESTARI", "DEPOK", "ISTRI", "KAWIN", "GURU", enrol.CategoryASN},
		{"3276001102080003", "RAKA PRASETYO", "DEPOK", "ANAK", "BELUM KAWIN", "PELAJAR/MAHASISWA", enrol.CategoryStudent},
		{"3276004909150004", "NAYLA PRASETYO", "DEPOK", "ANAK", "BELUM KAWIN", "PELAJAR/MAHASISWA", enrol.CategoryStudent},
	}},
	{"3276000101200002", "JL. KENANGA NO. 17", []person{
		{"3276000406790005", "HENDRA WIJAYA", "JAKARTA", "KEPALA KELUARGA", "KAWIN", "KARYAWAN SWASTA", enrol.CategoryPublic},
		{"3276005811820006", "RINA MARLINA", "BANDUNG", "ISTRI", "KAWIN", "WIRASWASTA", enrol.CategoryPublic},
		{"3276007001050007", "PUTRI WIJAYA", "DEPOK", "ANAK", "BELUM KAWIN", "PELAJAR/MAHASISWA", enrol.CategoryStudent},
	}},
	{"3276000101200003", "GG. FLAMBOYAN NO. 2", []person{
		{"3276005703910008", "YULIANA SARI", "SOLO", "KEPALA KELUARGA", "CERAI HIDUP", "PERAWAT", enrol.CategoryPublic},
		{"3276002810680009", "SUKARDI", "KLATEN", "ORANG TUA", "CERAI MATI", "PENSIUNAN", enrol.CategoryPublic},
	}},
	{"3276000101200004", "JL. ANGGREK NO. 31", []person{
		{"3276001907960010", "FAJAR NUGROHO", "DEPOK", "KEPALA KELUARGA", "BELUM KAWIN", "WIRASWASTA", enrol.CategoryPublic},
		{"3276004112990011", "INDAH PERMATA", "DEPOK", "FAMILI LAIN", "BELUM KAWIN", "KARYAWAN SWASTA", enrol.CategoryPublic},
		{"3276002502010012", "BAYU SAPUTRA", "BEKASI", "FAMILI LAIN", "BELUM KAWIN", "PELAJAR/MAHASISWA", enrol.CategoryStudent},
	}},
}

// Residents are those of the demonstration, families together.
func Residents() []db.Resident {
	var out []db.Resident
	for _, h := range households {
		for _, p := range h.people {
			n := enrol.NIK(p.nik)
			out = append(out, db.Resident{
				NIK: n, Name: p.name, BirthPlace: p.place, Birth: birth(n), Sex: n.Sex(), Married: p.marital != "BELUM KAWIN",
				Marital: p.marital, Blood: "O", Religion: "ISLAM", Occupation: p.job, Citizenship: "WNI", Category: p.category,
				KK: h.kk, Relation: p.relation,
				Address: db.Place{Street: h.street, RT: "003", RW: "007", Village: "SUKAMAJU", District: "CILODONG", City: "KOTA DEPOK", Province: "JAWA BARAT", Postcode: "16415"},
			})
		}
	}
	return out
}

// birth does not move with the years: the century of everybody here is known.
func birth(n enrol.NIK) time.Time { return n.Birth(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) }

// Grown lists the NIKs of those who may have an identity of their own, in the order
// in which the demonstration serves them.
func Grown(now time.Time) []enrol.NIK {
	var out []enrol.NIK
	for _, r := range Residents() {
		if enrol.CheckAge(enrol.Resident{NIK: r.NIK, Birth: r.Birth, Married: r.Married}, now) == nil {
			out = append(out, r.NIK)
		}
	}
	return out
}

// Contact invents e-mail and number of a demonstration resident.
func Contact(n enrol.NIK) (enrol.Email, enrol.Phone) {
	for _, r := range Residents() {
		if r.NIK == n {
			local := strings.ToLower(strings.ReplaceAll(r.Name, " ", "."))
			return enrol.Email(local + "@warga.example"), enrol.Phone("0812000000" + string(n[14:]))
		}
	}
	return "", ""
}
