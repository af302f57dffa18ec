package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// code is what the window's source says of its own keys.
type code struct {
	keys    map[press]bool // handled by a type's method, or printed by it
	holders map[string]bool
	consts  map[string]string // names of keys: rosterKey: PgUp
}

// MustCode reads the source of this package.
func MustCode(tb testing.TB) code {
	tb.Helper()
	c := code{keys: map[press]bool{}, holders: map[string]bool{}, consts: map[string]string{}}
	files := MustSource(tb, ".")
	for _, f := range files {
		for _, d := range f.Decls {
			switch x := d.(type) {
			case *ast.GenDecl:
				c.constants(x)
			case *ast.FuncDecl:
				if x.Name.Name == "typed" {
					c.holders[holderOf(x)] = true
				}
			}
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if x, ok := d.(*ast.FuncDecl); ok {
				c.read(x)
			}
		}
	}
	return c
}

// MustSource parses a folder's Go files, without its tests.
func MustSource(tb testing.TB, dir string) (out []*ast.File) {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		tb.Fatalf("no source in %s: %v", dir, err)
	}
	set := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// constants keeps the names of keys.
func (c code) constants(d *ast.GenDecl) {
	for _, s := range d.Specs {
		if v, ok := s.(*ast.ValueSpec); ok && d.Tok == token.CONST && len(v.Values) == 1 {
			if k := keyIn(v.Values[0]); k != "" {
				c.consts[v.Names[0].Name] = k
			}
		}
	}
}

// holderOf is the type that a function belongs to: of a method its receiver, of newX the type x.
func holderOf(f *ast.FuncDecl) string {
	if f.Recv != nil {
		t := f.Recv.List[0].Type
		if star, ok := t.(*ast.StarExpr); ok {
			t = star.X
		}
		if id, ok := t.(*ast.Ident); ok {
			return id.Name
		}
	}
	name := strings.TrimPrefix(strings.TrimPrefix(f.Name.Name, "draw"), "new")
	return strings.ToLower(name[:min(1, len(name))]) + name[min(1, len(name)):]
}

// read takes the keys that a function handles, and those that it prints on buttons.
func (c code) read(f *ast.FuncDecl) {
	holder := holderOf(f)
	add := func(key string) {
		if key == "" {
			return
		}
		if !c.holders[holder] {
			c.keys[press{key: key}] = true // of all screens
			return
		}
		c.keys[press{on: holder, key: key}] = true
	}
	handles := map[string]bool{"typed": true, "ways": true, "TypedKey": true}[f.Name.Name]
	ast.Inspect(f, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if handles {
				add(keyIn(x))
			}
		case *ast.Ident:
			if handles {
				add(c.consts[x.Name])
			}
		case *ast.CallExpr:
			add(printed(x))
		}
		return true
	})
}

// printed is the key of a call that makes a button, "" where it is not written there.
func printed(x *ast.CallExpr) string {
	if name, ok := x.Fun.(*ast.SelectorExpr); !ok || name.Sel.Name != "NewKeyButton" || len(x.Args) < 2 {
		return ""
	}
	switch k := x.Args[1].(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(k.Value)
		if err == nil {
			return text
		}
	case *ast.CallExpr:
		if say, ok := k.Fun.(*ast.SelectorExpr); ok && say.Sel.Name == "Say" { // "key.enter"
			return "Enter"
		}
	}
	return ""
}

// keyIn is the printed name of fyne.KeyX, "" for anything else.
func keyIn(e ast.Expr) string {
	x, ok := e.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := x.X.(*ast.Ident)
	name, isKey := strings.CutPrefix(x.Sel.Name, "Key")
	if !ok || pkg.Name != "fyne" || !isKey || name == "Name" || name == "Event" || name == "Enter" {
		return ""
	}
	names := map[string]string{"Return": "Enter", "Escape": "Esc", "PageUp": "PgUp", "PageDown": "PgDn", "Left": "←", "Right": "→"}
	if n, ok := names[name]; ok {
		return n
	}
	return name
}

// MustStrings are the values of a package's constants of a string type.
func MustStrings(tb testing.TB, dir, typ string) (out []string) {
	tb.Helper()
	for _, f := range MustSource(tb, dir) {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			id, isType := v.Type.(*ast.Ident)
			lit, isText := v.Values[0].(*ast.BasicLit)
			if isText && lit.Kind == token.STRING && (isType && id.Name == typ || typ == "" && isType) {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					out = append(out, text)
				}
			}
			return true
		})
	}
	if len(out) == 0 {
		tb.Fatalf("no %q in %s", typ, dir)
	}
	return out
}

// assignedIn are the names of fields that a folder's code gives a value to.
func assignedIn(tb testing.TB, dir string) map[string]bool {
	out := map[string]bool{}
	for _, f := range MustSource(tb, dir) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.AssignStmt:
				for _, l := range x.Lhs {
					if s, ok := l.(*ast.SelectorExpr); ok {
						out[s.Sel.Name] = true
					}
				}
			case *ast.KeyValueExpr:
				if id, ok := x.Key.(*ast.Ident); ok {
					out[id.Name] = true
				}
			}
			return true
		})
	}
	return out
}
