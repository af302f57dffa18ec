package demo

import (
	"fmt"
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
	return append(out, singles()...)
}

// Names of those who live alone, for demonstrations that go on for long.
var (
	given  = []string{"ADITYA", "BELLA", "CAHYO", "DINDA", "EKO", "FITRI", "GALIH", "HESTI", "IRFAN", "JULIA"}
	family = []string{"HIDAYAT", "KUSUMA", "MAULANA", "PURNAMA", "RAMADHAN", "SETIAWAN", "UTAMI", "WIBOWO"}
)

// singles are invented by counting: odd ones are women.
func singles() []db.Resident {
	var out []db.Resident
	for i := range len(given) * len(family) {
		g, f := i%len(given), i/len(given)
		day := 1 + (i*7)%28 + 40*(g%2)
		n := enrol.NIK(fmt.Sprintf("327600%02d%02d%02d%04d", day, 1+i%12, 70+i%30, 101+i))
		out = append(out, db.Resident{
			NIK: n, Name: given[g] + " " + family[f], BirthPlace: "DEPOK", Birth: birth(n), Sex: n.Sex(), Marital: "BELUM KAWIN", Blood: "-",
			Religion: "ISLAM", Occupation: "KARYAWAN SWASTA", Citizenship: "WNI", Category: enrol.CategoryPublic,
			KK: fmt.Sprintf("32760002012%05d", 1+i), Relation: "KEPALA KELUARGA",
			Address: db.Place{Street: fmt.Sprintf("JL. CEMARA NO. %d", 1+i), RT: "001", RW: "002", Village: "SUKAMAJU", District: "CILODONG", City: "KOTA DEPOK", Province: "JAWA BARAT", Postcode: "16415"},
		})
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
			return enrol.Email(local + "@warga.example"), enrol.Phone("08120000" + string(n[12:]))
		}
	}
	return "", ""
}
