-- What goes on into the firm's practice software, the gateway against us, and what staff are told of what waits.

-- Postings are numbered while their ledger is held, so they become visible in the order of their numbers, without gaps.
-- Journals of before are not posted: `postings_after` is the last of them.
ALTER TABLE ledgers ADD COLUMN postings BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledgers ADD COLUMN postings_after BIGINT NOT NULL DEFAULT 0;
UPDATE ledgers SET postings_after = journals;

-- A batch, its file to the byte, and what its rows came to when it was made.
CREATE TABLE posting_batches (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    number BIGINT NOT NULL,
    format TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size BIGINT NOT NULL,
    postings BIGINT NOT NULL,
    -- JSON: account, currency, count and sum.
    totals TEXT NOT NULL,
    mark_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    -- Taken back: what it held is to be posted again.
    withdrawn_at BIGINT,
    UNIQUE (firm_id, mode, number)
);
CREATE TABLE posting_batch_files (
    batch_id TEXT PRIMARY KEY REFERENCES posting_batches (id),
    firm_id TEXT NOT NULL,
    -- Base64.
    data TEXT NOT NULL
);

-- One row for each change of what a client owes, has to its credit or has in trust by a payment. Their amounts never
-- change; where they stand does.
CREATE TABLE postings (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    -- to_post, batched, posted, failed, excluded.
    status TEXT NOT NULL,
    -- payment, refund, dispute, reversal, unlinked, correction.
    kind TEXT NOT NULL,
    -- invoice, trust, credit.
    target TEXT NOT NULL,
    journal_id TEXT NOT NULL REFERENCES journals (id),
    position BIGINT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    account_id TEXT REFERENCES accounts (id),
    client_id TEXT NOT NULL REFERENCES clients (id),
    matter_id TEXT REFERENCES matters (id),
    invoice_id TEXT REFERENCES invoices (id),
    -- Minor units: above nothing when the client paid, below when it went back.
    amount BIGINT NOT NULL CHECK (amount <> 0),
    currency TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    batch_id TEXT REFERENCES posting_batches (id),
    -- What the practice software calls it; why it did not take it.
    reference TEXT,
    reason TEXT,
    marked_at BIGINT,
    marked_by TEXT,
    -- What changed it last.
    mark_id TEXT,
    UNIQUE (firm_id, mode, sequence),
    UNIQUE (journal_id, position)
);
CREATE INDEX postings_sequence ON postings (firm_id, mode, sequence, id);
CREATE INDEX postings_status ON postings (firm_id, mode, status, sequence, id);
CREATE INDEX postings_created ON postings (firm_id, mode, created_at, id);
CREATE INDEX postings_amount ON postings (firm_id, mode, amount, id);
CREATE INDEX postings_account ON postings (firm_id, mode, account_id, id);
CREATE INDEX postings_client ON postings (firm_id, mode, client_id, id);
CREATE INDEX postings_matter ON postings (firm_id, mode, matter_id, id) WHERE matter_id IS NOT NULL;
CREATE INDEX postings_payment ON postings (firm_id, payment_id, id);
CREATE INDEX postings_batch ON postings (firm_id, mode, batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX postings_mark ON postings (firm_id, mark_id) WHERE mark_id IS NOT NULL;
-- A search reads these by client, matter and invoice.
CREATE INDEX postings_by_client ON postings (client_id, id);
CREATE INDEX postings_by_matter ON postings (matter_id, id) WHERE matter_id IS NOT NULL;
CREATE INDEX postings_by_invoice ON postings (invoice_id, id) WHERE invoice_id IS NOT NULL;

-- A posting is found by what its client, its matter and its invoice are found by.
CREATE VIEW posting_terms AS
SELECT p.firm_id AS firm_id, p.id AS row_id, t.term AS term FROM postings p JOIN client_terms t ON t.row_id = p.client_id
UNION ALL
SELECT p.firm_id AS firm_id, p.id AS row_id, t.term AS term FROM postings p JOIN matter_terms t ON t.row_id = p.matter_id
UNION ALL
SELECT p.firm_id AS firm_id, p.id AS row_id, t.term AS term FROM postings p JOIN invoice_terms t ON t.row_id = p.invoice_id;

-- Something said of many postings at once, and where each stood before: what an undo needs.
CREATE TABLE posting_marks (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    outcome TEXT NOT NULL,
    reference TEXT,
    reason TEXT,
    batch_id TEXT REFERENCES posting_batches (id),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    undone_at BIGINT
);
CREATE TABLE posting_changes (
    mark_id TEXT NOT NULL REFERENCES posting_marks (id),
    posting_id TEXT NOT NULL REFERENCES postings (id),
    firm_id TEXT NOT NULL,
    was_status TEXT NOT NULL,
    was_batch_id TEXT,
    was_reference TEXT,
    was_reason TEXT,
    was_marked_at BIGINT,
    was_marked_by TEXT,
    was_mark_id TEXT,
    PRIMARY KEY (mark_id, posting_id)
);
CREATE INDEX posting_changes_posting ON posting_changes (firm_id, posting_id);

-- The file's columns, as the firm wants them: JSON.
CREATE TABLE posting_layouts (
    firm_id TEXT PRIMARY KEY REFERENCES firms (id),
    layout TEXT NOT NULL
);

-- Payments of a matter.
CREATE INDEX payments_matter ON payments (firm_id, mode, matter_id, id) WHERE matter_id IS NOT NULL;

-- Whom the day's digest of unlinked payments goes to, and for which day it was written last.
ALTER TABLE users ADD COLUMN digest_off BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN digest_on TEXT;

-- The gateway's payments and refunds of a period beside ours.
CREATE TABLE comparisons (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    -- Days on the firm's calendar, and in seconds what they were when it began.
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    from_s BIGINT NOT NULL,
    to_s BIGINT NOT NULL,
    -- running, done, stopped, failed.
    state TEXT NOT NULL,
    -- What is read now (payments, refunds, ours), and behind which object it goes on.
    step TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    payments BIGINT NOT NULL DEFAULT 0,
    refunds BIGINT NOT NULL DEFAULT 0,
    failure TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX comparisons_connection ON comparisons (firm_id, connection_id, created_at, id);
-- One at a time for a connection.
CREATE UNIQUE INDEX comparisons_running ON comparisons (connection_id) WHERE state = 'running';

-- What the gateway has told of in a comparison that runs.
CREATE TABLE compared (
    comparison_id TEXT NOT NULL REFERENCES comparisons (id),
    gateway_id TEXT NOT NULL,
    PRIMARY KEY (comparison_id, gateway_id)
);

CREATE TABLE differences (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    comparison_id TEXT NOT NULL REFERENCES comparisons (id),
    -- missing_here, missing_there, amount, status, fee, foreign.
    kind TEXT NOT NULL,
    -- payment, refund.
    about TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    payment_intent TEXT NOT NULL,
    payment_id TEXT REFERENCES payments (id),
    currency TEXT NOT NULL,
    theirs BIGINT,
    ours BIGINT,
    their_status TEXT,
    our_status TEXT,
    happened_at BIGINT NOT NULL,
    repaired_at BIGINT,
    UNIQUE (comparison_id, about, gateway_id)
);
CREATE INDEX differences_comparison ON differences (firm_id, comparison_id, id);
