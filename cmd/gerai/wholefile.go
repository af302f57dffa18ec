package main

import (
	"errors"
	"os"
	"path/filepath"
)

// writeWhole puts a file there, or replaces it, so that whatever happens meanwhile, a full
// disk or a power cut, leaves the old one or the new one and never a part. Only its owner
// may read it.
func writeWhole(path string, text []byte) error {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, ignoreGone(os.Remove(f.Name())))
	}
	return syncFolder(folder)
}

// syncFolder makes a new name in a folder survive a power cut. A stick's file system that
// can't has what it can.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = d.Sync() // some file systems refuse this of a folder
	return d.Close()
}
