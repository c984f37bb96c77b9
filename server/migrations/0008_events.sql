-- Appointments, and the calendars outside that follow them. (`events` is the audit trail.)

CREATE TABLE appointments (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    mode TEXT NOT NULL,
    -- booked, checked_in, completed, cancelled, no_show.
    status TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    matter_id TEXT REFERENCES matters (id),
    title TEXT NOT NULL,
    -- Folded for sorting.
    title_key TEXT NOT NULL,
    place TEXT,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    responsible_id TEXT REFERENCES users (id),
    -- Where its money goes; none while it costs nothing.
    account_id TEXT REFERENCES accounts (id),
    currency TEXT NOT NULL,
    fee BIGINT NOT NULL CHECK (fee >= 0),
    -- none, fixed, percent (in hundredths of a percent), and what that comes to.
    deposit_kind TEXT NOT NULL,
    deposit_percent BIGINT,
    deposit BIGINT NOT NULL CHECK (deposit >= 0),
    note TEXT,
    -- Raised by each change that people see.
    revision BIGINT NOT NULL DEFAULT 0,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Raised by who decides over it: the portable lock.
    version BIGINT NOT NULL DEFAULT 0,
    CHECK (ends_at > starts_at),
    CHECK (deposit <= fee),
    CHECK (fee = 0 OR account_id IS NOT NULL)
);
CREATE INDEX appointments_start ON appointments (firm_id, mode, starts_at, id);
CREATE INDEX appointments_created ON appointments (firm_id, mode, created_at, id);
CREATE INDEX appointments_status ON appointments (firm_id, mode, status, starts_at, id);
CREATE INDEX appointments_client ON appointments (firm_id, mode, client_id, id);
CREATE INDEX appointments_matter ON appointments (firm_id, mode, matter_id, id) WHERE matter_id IS NOT NULL;
CREATE INDEX appointments_responsible ON appointments (firm_id, mode, responsible_id, starts_at, id)
    WHERE responsible_id IS NOT NULL;

CREATE TABLE appointment_terms (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    row_id TEXT NOT NULL REFERENCES appointments (id),
    term TEXT NOT NULL,
    PRIMARY KEY (row_id, term)
);
CREATE INDEX appointment_terms_search ON appointment_terms (firm_id, term, row_id);

-- The appointment that a link asks money for, and which part of it: deposit, balance.
ALTER TABLE links ADD COLUMN event_id TEXT REFERENCES appointments (id);
ALTER TABLE links ADD COLUMN event_ask TEXT;
CREATE INDEX links_event ON links (event_id, id) WHERE event_id IS NOT NULL;

-- What happened to an appointment.
ALTER TABLE events ADD COLUMN appointment_id TEXT;
CREATE INDEX events_appointment ON events (firm_id, appointment_id, at, id) WHERE appointment_id IS NOT NULL;

-- A person's calendar as other programs follow it: found by the hash of its token, which stands nowhere.
CREATE TABLE calendar_feeds (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    user_id TEXT PRIMARY KEY REFERENCES users (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
