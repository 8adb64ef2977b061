-- What was never handed to the parser goes first, however much else is not done.
CREATE INDEX inbound_untried ON inbound (id) WHERE state = 'new' AND due_at IS NULL;
