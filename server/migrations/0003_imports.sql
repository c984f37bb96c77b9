-- Bulk upload: rows as the file has them, what they say once they are checked, and the links made of them.

CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    name TEXT NOT NULL,
    -- reading (its rows are still coming in; nobody sees it), checking, mapping, review, sending, done.
    state TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    -- undecided, mail, download.
    delivery TEXT NOT NULL,
    -- What its columns mean, how they are read, what is left to ask, and the reader's notes, as JSON.
    mapping TEXT NOT NULL,
    readings TEXT NOT NULL,
    questions TEXT NOT NULL,
    notes TEXT NOT NULL,
    -- Rows of the file, and how far the work of the state is: rows checked, or made into links.
    total BIGINT NOT NULL DEFAULT 0,
    progress BIGINT NOT NULL DEFAULT 0,
    -- Raised when its rows are to be checked anew: who checks them for an older one stops.
    round BIGINT NOT NULL DEFAULT 0,
    -- Names the file's headers: see import_mappings. Columns that are added later do not count.
    fingerprint TEXT,
    trouble TEXT,
    -- When the next mail may go out: they leave at a set rate.
    mail_at BIGINT NOT NULL DEFAULT 0,
    created_by TEXT NOT NULL,
    created_by_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Drafts that nobody has touched for long are forgotten.
    touched_at BIGINT NOT NULL,
    sent_at BIGINT,
    -- Who said so: the links are theirs.
    sent_by TEXT,
    sent_by_id TEXT,
    -- Raised by who works on it: the portable lock.
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX imports_firm ON imports (firm_id, id);
CREATE INDEX imports_touched ON imports (state, touched_at, id);

-- The rows, as they are written. Nothing here is derived.
CREATE TABLE import_rows (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    -- The row's number in the file.
    number BIGINT NOT NULL,
    -- Cells by position, as JSON: no more than there are headers.
    cells TEXT NOT NULL,
    -- It had more cells than there are headers, and nobody has looked at it since.
    surplus BIGINT NOT NULL DEFAULT 0,
    removed BIGINT NOT NULL DEFAULT 0,
    link_id TEXT,
    PRIMARY KEY (import_id, number)
);

-- What they say. All of it can be made again from the rows, the mapping and the account's links.
CREATE TABLE import_checks (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    -- 0 ready, 1 warning, 2 error, 3 created: the worst of the three below, or 3.
    rank BIGINT NOT NULL,
    own_rank BIGINT NOT NULL,
    twin_rank BIGINT NOT NULL DEFAULT 0,
    earlier_rank BIGINT NOT NULL DEFAULT 0,
    -- Problems of its own cells, as JSON.
    problems TEXT NOT NULL,
    amount BIGINT,
    currency TEXT,
    -- Folded: what tells the row from others. `alike` is set only where there is no key.
    external_fold TEXT,
    invoice_fold TEXT,
    alike TEXT,
    -- The first row of the file with the same, and a link that was made before.
    twin BIGINT,
    earlier TEXT,
    PRIMARY KEY (import_id, number)
);
-- In the order of the file by rank; currency and amount make sums of it without a look at the rows.
CREATE INDEX import_checks_rank ON import_checks (import_id, rank, number, currency, amount);
CREATE INDEX import_checks_external ON import_checks (import_id, external_fold, number) WHERE external_fold IS NOT NULL;
CREATE INDEX import_checks_invoice ON import_checks (import_id, invoice_fold, number) WHERE invoice_fold IS NOT NULL;
CREATE INDEX import_checks_alike ON import_checks (import_id, alike, number) WHERE alike IS NOT NULL;

-- What a set of headers meant the last time.
CREATE TABLE import_mappings (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    fingerprint TEXT NOT NULL,
    mapping TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (firm_id, fingerprint)
);

-- Which upload a link came from, and what tells its debt from others, folded like a row's.
ALTER TABLE links ADD COLUMN import_id TEXT;
ALTER TABLE links ADD COLUMN external_fold TEXT;
ALTER TABLE links ADD COLUMN invoice_fold TEXT;
ALTER TABLE links ADD COLUMN alike TEXT;
CREATE INDEX links_of_import ON links (firm_id, mode, import_id, id) WHERE import_id IS NOT NULL;
CREATE INDEX links_external_fold ON links (firm_id, account_id, external_fold, id) WHERE external_fold IS NOT NULL;
CREATE INDEX links_invoice_fold ON links (firm_id, account_id, invoice_fold, id) WHERE invoice_fold IS NOT NULL;
CREATE INDEX links_alike ON links (firm_id, account_id, alike, id) WHERE alike IS NOT NULL;
