-- Whose money it is: clients, matters, invoices, what payments pay, what went back, and the books.

CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    -- active, archived, merged.
    status TEXT NOT NULL,
    merged_into TEXT REFERENCES clients (id),
    -- person, organisation.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Folded for sorting and for proposals.
    name_key TEXT NOT NULL,
    number TEXT,
    -- Sorted as invoices are; folded, no two are the same.
    number_key TEXT,
    number_fold TEXT,
    email TEXT,
    email_key TEXT,
    phone TEXT,
    address TEXT,
    note TEXT,
    payer_id TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX clients_fold ON clients (firm_id, mode, number_fold) WHERE number_fold IS NOT NULL;
CREATE INDEX clients_name ON clients (firm_id, mode, name_key, id);
CREATE INDEX clients_number ON clients (firm_id, mode, number_key, id);
CREATE INDEX clients_created ON clients (firm_id, mode, created_at, id);
CREATE INDEX clients_status ON clients (firm_id, mode, status, name_key, id);
CREATE INDEX clients_email ON clients (firm_id, mode, email_key, id) WHERE email_key IS NOT NULL;
CREATE INDEX clients_merged ON clients (firm_id, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE client_terms (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES clients (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
CREATE INDEX client_terms_search ON client_terms (firm_id, term, row_id);

CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    client_id TEXT NOT NULL REFERENCES clients (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    email TEXT,
    email_key TEXT,
    phone TEXT
);
CREATE INDEX contacts_client ON contacts (firm_id, client_id, position, id);
CREATE INDEX contacts_email ON contacts (firm_id, email_key, client_id) WHERE email_key IS NOT NULL;

CREATE TABLE matters (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    -- open, closed.
    status TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    number_fold TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    responsible_id TEXT REFERENCES users (id),
    payer_id TEXT REFERENCES contacts (id),
    opened_on TEXT,
    closed_on TEXT,
    note TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX matters_fold ON matters (firm_id, mode, number_fold);
CREATE INDEX matters_name ON matters (firm_id, mode, name_key, id);
CREATE INDEX matters_number ON matters (firm_id, mode, number_key, id);
CREATE INDEX matters_created ON matters (firm_id, mode, created_at, id);
CREATE INDEX matters_status ON matters (firm_id, mode, status, created_at, id);
CREATE INDEX matters_client ON matters (firm_id, mode, client_id, id);

CREATE TABLE matter_terms (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES matters (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
CREATE INDEX matter_terms_search ON matter_terms (firm_id, term, row_id);

CREATE TABLE invoices (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    -- unpaid, partly_paid, paid, refunded, void.
    status TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    matter_id TEXT REFERENCES matters (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    number_fold TEXT NOT NULL,
    currency TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    due_on TEXT,
    subtotal BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0),
    -- What pays it now, what paid it once and went back, and what checkouts that are under way are about to pay.
    paid BIGINT NOT NULL DEFAULT 0 CHECK (paid >= 0),
    returned BIGINT NOT NULL DEFAULT 0 CHECK (returned >= 0),
    reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    note TEXT,
    -- Its public page, found as a link's.
    token_hash TEXT NOT NULL UNIQUE,
    token_key TEXT NOT NULL,
    token_generation BIGINT NOT NULL,
    -- The link by which that page takes money, once someone wanted to pay there.
    page_link_id TEXT REFERENCES links (id),
    -- Which of its journals stands: an edit takes the one before back.
    issue BIGINT NOT NULL DEFAULT 1,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    version BIGINT NOT NULL DEFAULT 0,
    CHECK (paid <= total)
);
CREATE UNIQUE INDEX invoices_fold ON invoices (firm_id, mode, number_fold);
CREATE INDEX invoices_number ON invoices (firm_id, mode, number_key, id);
CREATE INDEX invoices_created ON invoices (firm_id, mode, created_at, id);
CREATE INDEX invoices_due ON invoices (firm_id, mode, due_on, id);
CREATE INDEX invoices_total ON invoices (firm_id, mode, total, id);
CREATE INDEX invoices_status ON invoices (firm_id, mode, status, created_at, id);
CREATE INDEX invoices_account ON invoices (firm_id, mode, account_id, id);
CREATE INDEX invoices_client ON invoices (firm_id, mode, client_id, id);
CREATE INDEX invoices_matter ON invoices (firm_id, mode, matter_id, id) WHERE matter_id IS NOT NULL;
-- What a client owes is read from here alone.
CREATE INDEX invoices_open ON invoices (firm_id, client_id, currency, due_on, issued_on, total, paid, matter_id, id)
    WHERE status IN ('unpaid', 'partly_paid', 'refunded');

CREATE TABLE invoice_lines (
    invoice_id TEXT NOT NULL REFERENCES invoices (id),
    firm_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    -- Thousandths; minor units; thousandths of a percent; minor units.
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    tax_rate BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, position)
);

CREATE TABLE invoice_terms (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES invoices (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
CREATE INDEX invoice_terms_search ON invoice_terms (firm_id, term, row_id);

-- Whose links are, and what they ask for.
ALTER TABLE links ADD COLUMN client_id TEXT REFERENCES clients (id);
ALTER TABLE links ADD COLUMN matter_id TEXT REFERENCES matters (id);
CREATE INDEX links_client ON links (firm_id, mode, client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX links_matter ON links (firm_id, mode, matter_id, id) WHERE matter_id IS NOT NULL;

CREATE TABLE link_items (
    link_id TEXT NOT NULL REFERENCES links (id),
    firm_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    invoice_id TEXT NOT NULL REFERENCES invoices (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (link_id, position)
);
CREATE INDEX link_items_invoice ON link_items (firm_id, invoice_id, link_id);

-- What a checkout that is under way is about to pay: given back when it ends.
CREATE TABLE reservations (
    checkout_id TEXT NOT NULL REFERENCES checkouts (id),
    firm_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL REFERENCES invoices (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (checkout_id, invoice_id)
);
CREATE INDEX reservations_invoice ON reservations (firm_id, invoice_id, checkout_id);

-- Payments made anew: those by hand have no connection and no id at a gateway.
CREATE TABLE payments_made_anew (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    -- gateway, cheque, cash, transfer, other.
    source TEXT NOT NULL,
    connection_id TEXT REFERENCES connections (id),
    link_id TEXT REFERENCES links (id),
    checkout_id TEXT REFERENCES checkouts (id),
    account_id TEXT REFERENCES accounts (id),
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    fee BIGINT,
    net BIGINT,
    settlement_currency TEXT,
    flags TEXT NOT NULL DEFAULT '',
    acknowledged_at BIGINT,
    payer_name TEXT,
    payer_email TEXT,
    method TEXT,
    brand TEXT,
    last4 TEXT,
    authorization_code TEXT,
    failure TEXT,
    payment_intent TEXT,
    charge_id TEXT,
    -- The gateway's account that the money went to, if it is not the connection's own.
    destination TEXT,
    -- For what staff recorded.
    reference TEXT,
    received_on TEXT,
    note TEXT,
    recorded_by TEXT,
    reversed_at BIGINT,
    -- Whose it is; what of it is spoken for, went back or is about to, and is held by disputes, in minor units.
    client_id TEXT REFERENCES clients (id),
    matter_id TEXT REFERENCES matters (id),
    allocated BIGINT NOT NULL DEFAULT 0 CHECK (allocated >= 0),
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn >= 0),
    -- Where its newest dispute stands, and whether the gateway still takes a refund.
    dispute TEXT,
    takes_refunds BIGINT NOT NULL DEFAULT 1,
    payout_id TEXT,
    available_at BIGINT,
    confirmed_at BIGINT,
    next_check_at BIGINT,
    -- When the gateway was asked for what stands here: an older answer does not overwrite it.
    as_of BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    UNIQUE (connection_id, payment_intent)
);
INSERT INTO payments_made_anew (id, firm_id, source, connection_id, link_id, checkout_id, account_id, mode, status, amount,
    currency, fee, net, settlement_currency, flags, acknowledged_at, payer_name, payer_email, method, brand, last4,
    authorization_code, failure, payment_intent, charge_id, destination, confirmed_at, next_check_at, as_of, created_at)
SELECT id, firm_id, 'gateway', connection_id, link_id, checkout_id, account_id, mode, status, amount,
    currency, fee, net, settlement_currency, flags, acknowledged_at, payer_name, payer_email, method, brand, last4,
    authorization_code, failure, payment_intent, charge_id,
    (SELECT c.destination FROM checkouts c WHERE c.id = payments.checkout_id),
    confirmed_at, next_check_at, as_of, created_at
FROM payments;
CREATE TABLE payment_terms_made_anew (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES payments_made_anew (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
INSERT INTO payment_terms_made_anew (firm_id, row_id, term) SELECT firm_id, row_id, term FROM payment_terms;
DROP TABLE payment_terms;
DROP TABLE payments;
ALTER TABLE payments_made_anew RENAME TO payments;
ALTER TABLE payment_terms_made_anew RENAME TO payment_terms;
CREATE INDEX payment_terms_search ON payment_terms (firm_id, term, row_id);
CREATE INDEX payments_created ON payments (firm_id, mode, created_at, id);
CREATE INDEX payments_paid ON payments (firm_id, mode, confirmed_at, id);
CREATE INDEX payments_amount ON payments (firm_id, mode, amount, id);
CREATE INDEX payments_status ON payments (firm_id, mode, status, created_at, id);
CREATE INDEX payments_account ON payments (firm_id, mode, account_id, id);
CREATE INDEX payments_flagged ON payments (firm_id, mode, id) WHERE flags <> '' AND acknowledged_at IS NULL;
CREATE INDEX payments_link ON payments (firm_id, link_id, id);
CREATE INDEX payments_client ON payments (firm_id, mode, client_id, id);
CREATE INDEX payments_unlinked ON payments (firm_id, mode, id) WHERE client_id IS NULL AND status = 'succeeded';
CREATE INDEX payments_charge ON payments (connection_id, charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX payments_due ON payments (connection_id, next_check_at, id) WHERE next_check_at IS NOT NULL;

-- Which part of a payment pays what. Rows are added and never changed, but for what was taken back of them.
CREATE TABLE allocations (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    -- invoice, trust, credit.
    target TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    client_id TEXT NOT NULL REFERENCES clients (id),
    matter_id TEXT REFERENCES matters (id),
    invoice_id TEXT REFERENCES invoices (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    taken_back BIGINT NOT NULL DEFAULT 0 CHECK (taken_back >= 0),
    currency TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    CHECK (taken_back <= amount)
);
CREATE INDEX allocations_payment ON allocations (firm_id, payment_id, id);
CREATE INDEX allocations_invoice ON allocations (firm_id, invoice_id, id) WHERE invoice_id IS NOT NULL;
CREATE INDEX allocations_client ON allocations (firm_id, client_id, id);

CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    mode TEXT NOT NULL,
    -- requested, pending, requires_action, succeeded, failed, cancelled.
    status TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT,
    failure TEXT,
    -- Made in the gateway's own dashboard.
    outside BIGINT NOT NULL DEFAULT 0,
    -- Which allocations it takes back, and how much of each, as JSON: given back to them if it fails.
    parts TEXT NOT NULL DEFAULT '[]',
    -- What is sent to the gateway, to the byte, under which key, since when; none for those made outside.
    request TEXT,
    idempotency_key TEXT,
    key_since BIGINT,
    gateway_id TEXT,
    next_check_at BIGINT,
    as_of BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_by_id TEXT,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX refunds_gateway ON refunds (connection_id, gateway_id) WHERE gateway_id IS NOT NULL;
CREATE INDEX refunds_payment ON refunds (firm_id, payment_id, id);
CREATE INDEX refunds_due ON refunds (connection_id, next_check_at, id) WHERE next_check_at IS NOT NULL;

CREATE TABLE disputes (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- What it has taken by now, in minor units of the payment's currency; its fee, in those of the settlement's.
    withdrawn BIGINT NOT NULL DEFAULT 0 CHECK (withdrawn >= 0),
    fee BIGINT NOT NULL DEFAULT 0,
    evidence_due_at BIGINT,
    refundable BIGINT NOT NULL,
    -- What of the allocations it took back, as a refund's.
    parts TEXT NOT NULL DEFAULT '[]',
    gateway_id TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    next_check_at BIGINT,
    as_of BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    UNIQUE (connection_id, gateway_id)
);
CREATE INDEX disputes_firm ON disputes (firm_id, mode, opened_at, id);
CREATE INDEX disputes_payment ON disputes (firm_id, payment_id, id);
CREATE INDEX disputes_due ON disputes (connection_id, next_check_at, id) WHERE next_check_at IS NOT NULL;

-- Money that a gateway sent to the bank.
CREATE TABLE payouts (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    -- The account at the gateway that it left: the connection's own, or a connected one.
    gateway_account TEXT NOT NULL,
    mode TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    -- pending, in_transit, paid, failed, canceled: the gateway's words.
    status TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    arrives_at BIGINT NOT NULL,
    -- Its movements have all been read.
    matched BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL,
    next_check_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    UNIQUE (connection_id, gateway_id)
);
CREATE INDEX payouts_firm ON payouts (firm_id, mode, opened_at, id);
CREATE INDEX payouts_due ON payouts (connection_id, next_check_at, id) WHERE next_check_at IS NOT NULL;

-- What moved the balance of an account at a gateway, as the gateway says.
CREATE TABLE movements (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    gateway_account TEXT NOT NULL,
    mode TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    -- The gateway's words: charge, payment, refund, adjustment, payout, transfer, stripe_fee, …
    kind TEXT NOT NULL,
    category TEXT,
    amount BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    net BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- The object that moved it, and the payment behind it.
    source TEXT,
    payment_id TEXT REFERENCES payments (id),
    -- The gateway's id that leads to the payment, for as long as the payment is not known.
    about TEXT,
    payout_id TEXT REFERENCES payouts (id),
    available_at BIGINT NOT NULL,
    moved_at BIGINT NOT NULL,
    UNIQUE (connection_id, gateway_account, gateway_id)
);
CREATE INDEX movements_payout ON movements (firm_id, payout_id, id) WHERE payout_id IS NOT NULL;
CREATE INDEX movements_payment ON movements (firm_id, payment_id, id) WHERE payment_id IS NOT NULL;
CREATE INDEX movements_firm ON movements (firm_id, connection_id, moved_at, id);
CREATE INDEX movements_source ON movements (connection_id, source) WHERE source IS NOT NULL;
CREATE INDEX movements_astray ON movements (connection_id, id) WHERE payment_id IS NULL AND about IS NOT NULL;

-- Up to where the movements of a connected account were read, in seconds of the gateway's clock.
CREATE TABLE connected_balances (
    connection_id TEXT NOT NULL REFERENCES connections (id),
    gateway_account TEXT NOT NULL,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    swept_until BIGINT NOT NULL,
    PRIMARY KEY (connection_id, gateway_account)
);

-- The books. One row a firm and mode, held by who posts: always the last row that a transaction takes.
CREATE TABLE ledgers (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    journals BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (firm_id, mode)
);

CREATE TABLE ledger_accounts (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- Which account of the chart, and what it is kept for: ids with colons between them, or nothing.
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    client_id TEXT REFERENCES clients (id),
    matter_id TEXT REFERENCES matters (id),
    -- Debits less credits of all its entries, in minor units; how many these are.
    balance BIGINT NOT NULL DEFAULT 0,
    entries BIGINT NOT NULL DEFAULT 0,
    -- What is under way out of clients' money.
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    UNIQUE (firm_id, mode, currency, kind, key)
);
CREATE INDEX ledger_accounts_kind ON ledger_accounts (firm_id, mode, kind, id);
CREATE INDEX ledger_accounts_client ON ledger_accounts (firm_id, client_id, kind, id) WHERE client_id IS NOT NULL;
CREATE INDEX ledger_accounts_matter ON ledger_accounts (firm_id, matter_id, kind, id) WHERE matter_id IS NOT NULL;

CREATE TABLE journals (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- Its place in the firm's books, from 1.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- What it books: booked once, however often it is heard of.
    cause TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    booked_at BIGINT NOT NULL,
    -- The journal that it takes back.
    reverses TEXT REFERENCES journals (id),
    memo TEXT,
    actor TEXT NOT NULL,
    actor_id TEXT,
    payment_id TEXT,
    refund_id TEXT,
    dispute_id TEXT,
    payout_id TEXT,
    invoice_id TEXT,
    allocation_id TEXT,
    UNIQUE (firm_id, mode, cause),
    UNIQUE (firm_id, mode, number)
);
CREATE UNIQUE INDEX journals_reverses ON journals (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX journals_payment ON journals (firm_id, payment_id, id) WHERE payment_id IS NOT NULL;
CREATE INDEX journals_invoice ON journals (firm_id, invoice_id, id) WHERE invoice_id IS NOT NULL;

CREATE TABLE ledger_entries (
    journal_id TEXT NOT NULL REFERENCES journals (id),
    position BIGINT NOT NULL,
    firm_id TEXT NOT NULL,
    ledger_account_id TEXT NOT NULL REFERENCES ledger_accounts (id),
    -- Its place in its account, from 1, and the account's balance after it.
    place BIGINT NOT NULL,
    -- Minor units: debits above nothing, credits below.
    amount BIGINT NOT NULL CHECK (amount <> 0),
    balance BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    PRIMARY KEY (journal_id, position),
    UNIQUE (ledger_account_id, place)
);
-- What an account held on a day is read from here alone.
CREATE INDEX ledger_entries_time ON ledger_entries (ledger_account_id, occurred_at, place, amount);

-- Whom an entry of the audit trail concerns.
ALTER TABLE events ADD COLUMN client_id TEXT;
ALTER TABLE events ADD COLUMN matter_id TEXT;
ALTER TABLE events ADD COLUMN invoice_id TEXT;
CREATE INDEX events_client ON events (firm_id, client_id, at, id) WHERE client_id IS NOT NULL;
CREATE INDEX events_matter ON events (firm_id, matter_id, at, id) WHERE matter_id IS NOT NULL;
CREATE INDEX events_invoice ON events (firm_id, invoice_id, at, id) WHERE invoice_id IS NOT NULL;
CREATE INDEX events_payment ON events (firm_id, payment_id, at, id) WHERE payment_id IS NOT NULL;

-- Payments that were recorded before there were books are booked by a job, in batches: see `payments::booking`.
INSERT INTO jobs (id, firm_id, kind, outward, payload, dedupe_key, run_at, created_at)
SELECT 'job_' || SUBSTR(f.id, 5), f.id, 'book_payments', 0, '{"job":"book_payments","firm":"' || f.id || '"}',
    'book:' || f.id, 0, 0
FROM firms f WHERE EXISTS (SELECT 1 FROM payments p WHERE p.firm_id = f.id AND p.status = 'succeeded');

-- What left the gateway before there were books is read once more, and booked.
UPDATE connections SET swept_until = created_at / 1000;
