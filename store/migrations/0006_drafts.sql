-- Drafts and their pages lie in one tree each, under their key: with an index beside the table a draft
-- that is written, and each decision that ends one, changed one page more of each.
CREATE TABLE drafts_by_id (
	id        TEXT PRIMARY KEY,
	nik_index BLOB NOT NULL,
	state     TEXT NOT NULL,
	saved_at  INTEGER NOT NULL,
	body      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pages_by_id (
	case_id TEXT NOT NULL REFERENCES drafts_by_id (id) ON DELETE CASCADE,
	digest  BLOB NOT NULL,
	body    BLOB NOT NULL,
	PRIMARY KEY (case_id, digest)
) STRICT, WITHOUT ROWID;
INSERT INTO drafts_by_id (id, nik_index, state, saved_at, body) SELECT id, nik_index, state, saved_at, body FROM drafts;
INSERT INTO pages_by_id (case_id, digest, body) SELECT case_id, digest, body FROM pages;
DROP TABLE pages; -- first: it refers to the other
DROP TABLE drafts;
ALTER TABLE drafts_by_id RENAME TO drafts;
ALTER TABLE pages_by_id RENAME TO pages;
