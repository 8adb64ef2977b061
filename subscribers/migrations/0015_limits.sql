-- SPDX-License-Identifier: MIT
-- Budgets: what somebody's messages may cost, by what they prove; what waits for room, and what was given up.

-- A message that a limit holds back is 'new' again, with the time from which there may be room for it.
ALTER TABLE inbound ADD COLUMN due_at INTEGER;
-- The limit that holds it back; of one that is done: what it did not get because of it.
ALTER TABLE inbound ADD COLUMN limited TEXT;
-- Whose budget it came from (budget.h); 'staff': read again by staff, whatever the limits.
ALTER TABLE inbound ADD COLUMN budget TEXT;
DROP INDEX inbound_open;
CREATE INDEX inbound_open ON inbound (id) WHERE state IN ('new', 'parsing') AND due_at IS NULL;
CREATE INDEX inbound_due ON inbound (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX inbound_due_of ON inbound (sender_hash, id) WHERE due_at IS NOT NULL;
CREATE INDEX inbound_limited ON inbound (stored_at) WHERE limited IS NOT NULL;
CREATE INDEX inbound_acted ON inbound (sender_hash, budget, stored_at) WHERE limited IS NULL AND sender_hash IS NOT NULL;

-- What was written lately because somebody wrote to us. The mailbox is a keyed hash of the address without its
-- +anything; rows of other days than these two are removed.
CREATE TABLE budget (
	delivery_id INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	class TEXT NOT NULL,
	mailbox BLOB NOT NULL,
	kind TEXT NOT NULL,
	made_at INTEGER NOT NULL,
	counts_at INTEGER NOT NULL,	-- when it goes, as far as the budgets decide that
	limited TEXT			-- the limit that holds it back until then
) STRICT;
CREATE INDEX budget_mailbox ON budget (mailbox, class, counts_at);
CREATE INDEX budget_class ON budget (class, counts_at);
CREATE INDEX budget_late ON budget (counts_at) WHERE limited IS NOT NULL;
CREATE INDEX budget_age ON budget (counts_at);

-- How often each limit held something back.
CREATE TABLE budget_tally (
	limited TEXT PRIMARY KEY,
	count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mail to one mailbox, however its sub-address is spelt.
CREATE INDEX delivery_mailbox ON delivery (lower(CASE WHEN instr(address, '+') BETWEEN 2 AND instr(address, '@')
	THEN substr(address, 1, instr(address, '+') - 1) || substr(address, instr(address, '@')) ELSE address END),
	created_at) WHERE address IS NOT NULL;

-- A forwarded message is kept once, as it came in, whoever it goes to: it stands at original_at in the message when
-- that goes. Where it is too large for its way, `reference` goes instead, since reference_at.
ALTER TABLE letter ADD COLUMN inbound_id INTEGER;
ALTER TABLE letter ADD COLUMN original_at INTEGER;
ALTER TABLE letter ADD COLUMN reference BLOB;
ALTER TABLE letter ADD COLUMN reference_at INTEGER;
CREATE INDEX letter_reference ON letter (reference_at) WHERE reference_at IS NOT NULL;
