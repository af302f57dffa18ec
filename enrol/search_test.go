package enrol_test

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestParseSearch(t *testing.T) {
	for text, want := range map[string]enrol.Search{
		"":                                       {},
		"  ":                                     {},
		"3":                                      {Lacks: 15},
		"000":                                    {Lacks: 13},
		"0007":                                   {Last: "0007", Lacks: 12},
		" 9999 ":                                 {Last: "9999", Lacks: 12},
		"327601":                                 {Lacks: 10},
		"32760007":                               {Masked: "3276 •••• •••• 0007", Lacks: 8},
		"3276 0007":                              {Masked: "3276 •••• •••• 0007", Lacks: 8},
		"3276 •••• •••• 0007":                    {Masked: "3276 •••• •••• 0007"},
		"3276********0007":                       {Masked: "3276 •••• •••• 0007"},
		"327601450399000":                        {Lacks: 1},
		"3276014503990001":                       {NIK: "3276014503990001"},
		" 3276-0145-0399-0001 ":                  {NIK: "3276014503990001"},
		"3276\u00a00145.0399\u00a00001":          {NIK: "3276014503990001"},
		"32760145039900012":                      {Lacks: -1},
		"01957":                                  {Case: "01957"},
		"01957941":                               {Case: "01957941"},
		"01957941-1234-7123":                     {Case: "01957941-1234-7123"},
		" 0195794A-7C1E-7b3a-9d5e-2f6a1b0c4d8e ": {Case: "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e"},
		"bunga":                                  {Case: "bunga"},
		"--":                                     {Case: "--"},
	} {
		got := enrol.ParseSearch(text)
		if got != want {
			t.Errorf("%q: %#v", text, got)
		}
		if none := want == (enrol.Search{Lacks: want.Lacks}); got.Finds() == none {
			t.Errorf("%q finds something: %v", text, got.Finds())
		}
	}
}
