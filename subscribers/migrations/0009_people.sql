-- SPDX-License-Identifier: MIT
-- What people read and how they want to be written to.

-- The Toolkit.
CREATE TABLE resource (
	id INTEGER PRIMARY KEY,
	title TEXT NOT NULL,
	url TEXT NOT NULL UNIQUE,
	summary TEXT NOT NULL,
	topics TEXT NOT NULL,		-- words it is found by, beside those of title and summary
	words TEXT NOT NULL,		-- all of them folded
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
