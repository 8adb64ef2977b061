-- SPDX-License-Identifier: MIT
-- Reports that prove nothing, because they name a mail by its Message-ID alone: of which mails to those who lead somebody
-- said so. They are counted, and nothing is done for them.
CREATE TABLE returned_said (
	delivery_id INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX returned_said_at ON returned_said (at);
