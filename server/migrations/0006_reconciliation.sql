-- What banks say of receiving accounts, what of it is in the books, and months that are closed.

CREATE TABLE bank_statements (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    mode TEXT NOT NULL,
    -- csv, ofx, camt_053.
    format TEXT NOT NULL,
    file_name TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    -- Minor units before the first line and after the last one, where the file says them.
    opening BIGINT,
    closing BIGINT,
    -- Lines of the file, and those of them that no file before had.
    lines BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX bank_statements_account ON bank_statements (firm_id, account_id, mode, created_at, id);

-- Lines that are the same as some entries of the books: their sums are equal.
CREATE TABLE bank_matches (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    mode TEXT NOT NULL,
    -- The day from which on both sides have it: the last of all its lines and entries.
    day TEXT NOT NULL,
    -- Minor units.
    amount BIGINT NOT NULL,
    -- Whether a person chose it.
    by_hand BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX bank_matches_day ON bank_matches (firm_id, account_id, mode, day, id);

CREATE TABLE bank_lines (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    mode TEXT NOT NULL,
    statement_id TEXT NOT NULL REFERENCES bank_statements (id),
    -- Its place in the file.
    place BIGINT NOT NULL,
    day TEXT NOT NULL,
    -- Minor units, above nothing for what came in.
    amount BIGINT NOT NULL CHECK (amount <> 0),
    description TEXT NOT NULL,
    reference TEXT,
    bank_id TEXT,
    -- The same line has the same one, in whichever file it comes.
    fingerprint TEXT NOT NULL,
    match_id TEXT REFERENCES bank_matches (id),
    UNIQUE (firm_id, account_id, mode, fingerprint)
);
CREATE INDEX bank_lines_day ON bank_lines (firm_id, account_id, mode, day, id);
CREATE INDEX bank_lines_open ON bank_lines (firm_id, account_id, mode, day, id) WHERE match_id IS NULL;
CREATE INDEX bank_lines_match ON bank_lines (firm_id, match_id, id) WHERE match_id IS NOT NULL;
CREATE INDEX bank_lines_statement ON bank_lines (firm_id, statement_id, id);

-- An entry of the books is in one match at most.
CREATE TABLE bank_match_entries (
    journal_id TEXT NOT NULL REFERENCES journals (id),
    position BIGINT NOT NULL,
    firm_id TEXT NOT NULL,
    match_id TEXT NOT NULL REFERENCES bank_matches (id),
    PRIMARY KEY (journal_id, position)
);
CREATE INDEX bank_match_entries_match ON bank_match_entries (firm_id, match_id, journal_id);

-- What an account held at the end of a day, as its bank says.
CREATE TABLE bank_balances (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    mode TEXT NOT NULL,
    day TEXT NOT NULL,
    balance BIGINT NOT NULL,
    statement_id TEXT REFERENCES bank_statements (id),
    stated_by TEXT NOT NULL,
    PRIMARY KEY (firm_id, account_id, mode, day)
);

-- Months that were closed, also those that were opened again.
CREATE TABLE bank_months (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    mode TEXT NOT NULL,
    -- YYYY-MM.
    month TEXT NOT NULL,
    -- closed, reopened.
    status TEXT NOT NULL,
    -- The first moment after it, on the firm's calendar.
    closed_until BIGINT NOT NULL,
    -- The oldest entry that the bank did not have yet: nobody need look before it.
    open_from BIGINT NOT NULL,
    -- What was closed, its signature, and the key that made it.
    content TEXT NOT NULL,
    signature TEXT NOT NULL,
    key_id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    closed_by TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    reopened_by TEXT,
    reopened_at BIGINT,
    reason TEXT
);
CREATE UNIQUE INDEX bank_months_closed ON bank_months (firm_id, account_id, mode, month) WHERE status = 'closed';
CREATE INDEX bank_months_account ON bank_months (firm_id, account_id, mode, month, closed_at);

-- Up to where the books of a receiving account are closed: read whenever something is booked.
CREATE TABLE ledger_closings (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    closed_until BIGINT NOT NULL,
    PRIMARY KEY (firm_id, mode, account_id)
);

-- What the books say of a receiving account.
CREATE INDEX ledger_accounts_account ON ledger_accounts (firm_id, account_id, kind, id) WHERE account_id IS NOT NULL;
