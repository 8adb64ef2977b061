-- SPDX-License-Identifier: MIT
-- How a person was when their address changed, for as long as the change can be undone: what the new address does
-- meanwhile is not the doing of the old one.
CREATE TABLE earlier (
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	address_hash BLOB NOT NULL CHECK (length(address_hash) = 16),	-- keyed; of the address they left
	left_at INTEGER NOT NULL,
	details TEXT NOT NULL,		-- JSON: an object, and arrays
	lists TEXT NOT NULL,
	answers TEXT NOT NULL,		-- to meetings
	PRIMARY KEY (subscriber_id, address_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX earlier_age ON earlier (left_at);
