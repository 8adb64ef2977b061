-- SPDX-License-Identifier: MIT
-- Shares of what there is for all: nobody's, and no domain's, can use up what is for others.

-- The registered domain of who wrote (domain.h), as a keyed hash: of those that a mail host vouches for.
ALTER TABLE budget ADD COLUMN domain BLOB;
CREATE INDEX budget_domain ON budget (domain, class, counts_at) WHERE domain IS NOT NULL;

-- Others in a person's name do not use up how much the person may share.
ALTER TABLE tip ADD COLUMN is_proven INTEGER NOT NULL DEFAULT 0 CHECK (is_proven IN (0, 1));
