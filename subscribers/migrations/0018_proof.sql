-- SPDX-License-Identifier: MIT
-- What proves who acts: addresses people had, answers that nothing proves, the proof beside a consent.

-- Addresses a person had before: a mail that went there still lets whoever holds it leave (design §4a.4), and
-- nothing else. Keyed hashes; they go with their person.
CREATE TABLE former (
	subscriber_id INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	address_hash BLOB NOT NULL CHECK (length(address_hash) = 16),
	left_at INTEGER NOT NULL,
	PRIMARY KEY (subscriber_id, address_hash)
) STRICT, WITHOUT ROWID;

-- An answer to an invitation that nothing proves: shown as that, it takes no place and replaces no answer.
ALTER TABLE rsvp ADD COLUMN claimed TEXT CHECK (claimed = 'yes' OR claimed = 'no' OR claimed = 'maybe');
ALTER TABLE rsvp ADD COLUMN claimed_guests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rsvp ADD COLUMN claimed_at INTEGER;
UPDATE rsvp SET claimed = iif(answer = 'waiting', 'yes', answer), claimed_guests = guests, claimed_at = answered_at,
	answer = 'none', guests = 0, answered_at = NULL WHERE is_verified = 0 AND answer <> 'none';

-- What proved who agreed or withdrew (design §4a), beside what the mail host said of their mail.
ALTER TABLE consent ADD COLUMN proof TEXT;

-- Others in a person's name do not use up how much the person may ask.
ALTER TABLE wish ADD COLUMN is_proven INTEGER NOT NULL DEFAULT 0 CHECK (is_proven IN (0, 1));
