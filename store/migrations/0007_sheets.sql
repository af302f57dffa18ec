-- Sheets of closed shifts as they were reckoned, so that a paper that was lost is made again. body is encrypted.
CREATE TABLE sheets (
	seq  INTEGER PRIMARY KEY, -- of the entry that closes the shift
	body BLOB NOT NULL
) STRICT;
