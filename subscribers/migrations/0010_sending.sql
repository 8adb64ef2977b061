-- SPDX-License-Identifier: MIT
-- Limits of destinations, counters and history of sending.

-- Where each group of destination domains stands: token buckets as times (GCRA), in ms since 1970.
CREATE TABLE domain_rate (
	name TEXT PRIMARY KEY,		-- of the group in the configuration
	full_at INTEGER NOT NULL,	-- when the bucket would be full again
	line_at INTEGER NOT NULL	-- the end of the line of those that were told to come later
) STRICT, WITHOUT ROWID;
