-- SPDX-License-Identifier: MIT
-- The other lists that a question told of, by number, as it was sent: a yes with numbers agrees to those and to no
-- others. A question of before this told of some too, and it is not known any more of which: it takes none.
ALTER TABLE subscription ADD COLUMN offered TEXT NOT NULL DEFAULT '';	-- "2 5"
