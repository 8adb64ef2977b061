-- SPDX-License-Identifier: MIT
-- A mail that its writer signed vouches for them once: whoever has a copy can hand it in again. The keyed hash of From and
-- Message-ID, as long as sender_hash.
ALTER TABLE inbound ADD COLUMN mail_hash BLOB;
CREATE INDEX inbound_mail ON inbound (mail_hash) WHERE mail_hash IS NOT NULL;
