-- One text for SQLite and PostgreSQL: only TEXT, BIGINT and DOUBLE PRECISION. Ids are prefixed
-- UUIDs, instants are epoch milliseconds, dates are YYYY-MM-DD, money is minor units, flags are 0/1.

CREATE TABLE firms (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    tagline TEXT,
    color TEXT NOT NULL,
    logo_type TEXT,
    logo_data TEXT,
    logo_hash TEXT,
    disclaimer TEXT,
    contact_email TEXT,
    contact_phone TEXT,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When the copy was made that these data come from: until an owner lets go, outward jobs rest.
    quarantined_at BIGINT,
    -- Raised by who decides over several rows of a firm: the portable lock.
    version BIGINT NOT NULL DEFAULT 0
);

-- One row once the first-run set-up is done, whoever races to do it.
CREATE TABLE installation (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    set_up_at BIGINT NOT NULL
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    notify BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE UNIQUE INDEX users_email ON users (email_key) WHERE removed_at IS NULL;
CREATE INDEX users_firm ON users (firm_id, id);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    token_hash TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (firm_id, user_id, id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Addresses are hashed: what people mistype is nobody's business.
CREATE TABLE sign_in_failures (
    address_hash TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_age ON sign_in_failures (blocked_until);

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_keys_firm ON api_keys (firm_id, id);

CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    gateway TEXT NOT NULL,
    mode TEXT NOT NULL,
    gateway_account TEXT NOT NULL,
    account_name TEXT NOT NULL,
    publishable_key TEXT NOT NULL,
    secret_key_sealed TEXT NOT NULL,
    secret_key_hint TEXT NOT NULL,
    description_template TEXT NOT NULL,
    webhook_endpoint_id TEXT,
    webhook_secret_sealed TEXT,
    last_webhook_at BIGINT,
    last_sweep_at BIGINT,
    -- Up to where balance transactions were read, in seconds of the gateway's clock.
    swept_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (firm_id, gateway, gateway_account, mode)
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    connection_id TEXT REFERENCES connections (id),
    destination TEXT,
    attested_fees TEXT,
    attested_negative TEXT,
    attested_by TEXT,
    attested_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX accounts_firm ON accounts (firm_id, id);

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    closing TEXT,
    closed_at BIGINT,
    amount BIGINT NOT NULL CHECK (amount > 0),
    paid BIGINT NOT NULL DEFAULT 0,
    currency TEXT NOT NULL,
    min_amount BIGINT,
    invoice_number TEXT,
    -- Whose money, which file, and the firm's own id: in the firm's words.
    client TEXT,
    matter TEXT,
    external_id TEXT,
    description TEXT,
    message TEXT,
    due_on TEXT,
    expires_at BIGINT,
    recipient_name TEXT,
    recipient_email TEXT,
    -- Folded for sorting.
    recipient_key TEXT NOT NULL,
    invoice_key TEXT,
    delivery TEXT,
    first_opened_at BIGINT,
    last_opened_at BIGINT,
    times_opened BIGINT NOT NULL DEFAULT 0,
    flagged BIGINT NOT NULL DEFAULT 0,
    -- The first link of a chain of part payments: all of the chain share one history.
    root_id TEXT NOT NULL,
    predecessor_id TEXT REFERENCES links (id),
    successor_id TEXT,
    token_hash TEXT NOT NULL UNIQUE,
    token_key TEXT NOT NULL,
    token_generation BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    -- How it was paid: card, bank_debit, pay_later, other.
    method TEXT,
    version BIGINT NOT NULL DEFAULT 0
);
-- One successor a link, whoever races.
CREATE UNIQUE INDEX links_predecessor ON links (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE INDEX links_root ON links (firm_id, root_id, id);
-- One for each declared order; test money and real money never stand in one list.
CREATE INDEX links_created ON links (firm_id, mode, created_at, id);
CREATE INDEX links_due ON links (firm_id, mode, due_on, id);
CREATE INDEX links_amount ON links (firm_id, mode, amount, id);
CREATE INDEX links_recipient ON links (firm_id, mode, recipient_key, id);
CREATE INDEX links_invoice ON links (firm_id, mode, invoice_key, id);
CREATE INDEX links_opened ON links (firm_id, mode, first_opened_at, id);
CREATE INDEX links_paid ON links (firm_id, mode, paid_at, id);
CREATE INDEX links_expires ON links (firm_id, mode, expires_at, id);
-- One for each filter that may stand alone.
CREATE INDEX links_status ON links (firm_id, mode, status, created_at, id);
CREATE INDEX links_account ON links (firm_id, mode, account_id, id);
CREATE INDEX links_delivery ON links (firm_id, mode, delivery, id);
CREATE INDEX links_method ON links (firm_id, mode, method, id) WHERE method IS NOT NULL;
CREATE INDEX links_flagged ON links (firm_id, mode, id) WHERE flagged = 1;
-- What is outstanding, for the figures above the table, which are read from here alone.
CREATE INDEX links_open ON links (firm_id, mode, account_id, currency, due_on, amount, paid, status)
    WHERE status IN ('outstanding', 'processing');
CREATE INDEX links_external ON links (firm_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX links_expiry ON links (expires_at, id) WHERE status = 'outstanding' AND expires_at IS NOT NULL;

-- What a search finds links by: words and tails of words.
CREATE TABLE link_terms (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES links (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
CREATE INDEX link_terms_search ON link_terms (firm_id, term, row_id);

CREATE TABLE checkouts (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    link_id TEXT NOT NULL REFERENCES links (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    -- creating, unknown, open, expiring: live. complete, expired, failed: final.
    state TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- What is sent to the gateway, to the byte, under which key, since when.
    request TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    key_since BIGINT NOT NULL,
    -- Where trust money of this session goes: if the account's changes, the session ends.
    destination TEXT,
    session_id TEXT,
    session_url TEXT,
    session_expires_at BIGINT,
    payment_intent TEXT,
    declines BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    checks BIGINT NOT NULL DEFAULT 0,
    next_check_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX checkouts_live ON checkouts (link_id)
    WHERE state IN ('creating', 'unknown', 'open', 'expiring');
CREATE UNIQUE INDEX checkouts_session ON checkouts (connection_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX checkouts_link ON checkouts (firm_id, link_id, id);
CREATE INDEX checkouts_due ON checkouts (connection_id, next_check_at, id)
    WHERE state IN ('creating', 'unknown', 'open', 'expiring');

CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
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
    payment_intent TEXT NOT NULL,
    charge_id TEXT,
    confirmed_at BIGINT,
    next_check_at BIGINT,
    -- When the gateway was asked for what stands here: an older answer does not overwrite it.
    as_of BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    UNIQUE (connection_id, payment_intent)
);
CREATE INDEX payments_created ON payments (firm_id, mode, created_at, id);
CREATE INDEX payments_paid ON payments (firm_id, mode, confirmed_at, id);
CREATE INDEX payments_amount ON payments (firm_id, mode, amount, id);
CREATE INDEX payments_status ON payments (firm_id, mode, status, created_at, id);
CREATE INDEX payments_account ON payments (firm_id, mode, account_id, id);
CREATE INDEX payments_flagged ON payments (firm_id, mode, id) WHERE flags <> '' AND acknowledged_at IS NULL;
CREATE INDEX payments_link ON payments (firm_id, link_id, id);
CREATE INDEX payments_due ON payments (connection_id, next_check_at, id) WHERE next_check_at IS NOT NULL;

-- What a search finds payments by.
CREATE TABLE payment_terms (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES payments (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
CREATE INDEX payment_terms_search ON payment_terms (firm_id, term, row_id);

CREATE TABLE events (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_id TEXT,
    detail TEXT,
    link_id TEXT,
    root_id TEXT,
    payment_id TEXT
);
CREATE INDEX events_firm ON events (firm_id, at, id);
CREATE INDEX events_root ON events (firm_id, root_id, at, id) WHERE root_id IS NOT NULL;

CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    kind TEXT NOT NULL,
    -- The same mail is queued once, however often its cause is heard of.
    dedupe_key TEXT NOT NULL UNIQUE,
    link_id TEXT,
    root_id TEXT,
    payment_id TEXT,
    to_name TEXT NOT NULL,
    to_email TEXT NOT NULL,
    reply_to TEXT,
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX messages_firm ON messages (firm_id, created_at, id);

CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (connection_id, event_id)
);
CREATE INDEX deliveries_age ON deliveries (received_at, id);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    kind TEXT NOT NULL,
    -- Whether it does something outside: then it rests while its firm is in quarantine.
    outward BIGINT NOT NULL,
    payload TEXT NOT NULL,
    -- One waiting job a key; a new cause while it runs makes it run again.
    dedupe_key TEXT NOT NULL UNIQUE,
    causes BIGINT NOT NULL DEFAULT 1,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT,
    lease_token TEXT,
    last_error TEXT,
    -- Set when a job was given up: it stays for a person to see.
    dead_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (kind, dead_at) WHERE dead_at IS NOT NULL;

-- Answers are sealed: they show what the database must not, such as a link's URL.
CREATE TABLE idempotency_keys (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT,
    answer_sealed TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (firm_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
