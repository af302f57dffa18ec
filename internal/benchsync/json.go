package main

import (
	"encoding/json"
	"net/http"
)

func answer(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }
