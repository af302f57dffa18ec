-- Pages of papers that were photographed for a case that is not decided yet: sealed to the registry, so
-- that nothing here can read them. They lie beside the draft, which is written at every step of its
-- case, and end with it.
CREATE TABLE pages (
	case_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
	digest  BLOB NOT NULL,
	body    BLOB NOT NULL,
	PRIMARY KEY (case_id, digest)
) STRICT;
