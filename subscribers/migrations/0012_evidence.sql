-- SPDX-License-Identifier: MIT
-- What a token is bound to.

-- The lives of this store: a restored backup begins a new one. Tokens are bound to the life their row was made in.
CREATE TABLE incarnation (
	id INTEGER PRIMARY KEY,		-- 1, 2, ...
	nonce BLOB NOT NULL CHECK (length(nonce) = 16),
	since_at INTEGER NOT NULL,
	-- Rows with numbers above these were made in this life.
	delivery_above INTEGER NOT NULL, subscription_above INTEGER NOT NULL,
	subscriber_above INTEGER NOT NULL, rsvp_above INTEGER NOT NULL
) STRICT;
