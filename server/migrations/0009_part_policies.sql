-- What becomes of the rest when part of a link is paid: continue, until_paid, close.

ALTER TABLE links ADD COLUMN part_policy TEXT NOT NULL DEFAULT 'continue';
