-- How staff set up tables, what is done to many rows at once, and files made of a table.

-- A person's own set-up of a table, as it was left, and the view that it begins with.
CREATE TABLE table_setups (
    firm_id TEXT NOT NULL REFERENCES firms (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    table_name TEXT NOT NULL,
    setup TEXT,
    -- Views that are gone, or no longer shared, are left out when this is read.
    view_id TEXT,
    default_view_id TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (firm_id, user_id, table_name)
);

CREATE TABLE views (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    owner_id TEXT NOT NULL REFERENCES users (id),
    table_name TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Folded: two names that differ in their capitals are one.
    name_key TEXT NOT NULL,
    shared BIGINT NOT NULL,
    setup TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX views_table ON views (firm_id, table_name, name_key, id);

CREATE TABLE actions (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    kind TEXT NOT NULL,
    -- running (also while it is undone), done, stopped, undone.
    state TEXT NOT NULL,
    -- The new end that extend_expiry gives; none: they never expire.
    expires_at BIGINT,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0,
    skipped BIGINT NOT NULL DEFAULT 0,
    created_by TEXT NOT NULL,
    created_by_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Who takes it back, and up to which link that has come.
    undone_by TEXT,
    undone_by_id TEXT,
    undone_to TEXT NOT NULL DEFAULT '',
    -- Raised by who works on it: the portable lock.
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX actions_firm ON actions (firm_id, id);
CREATE INDEX actions_age ON actions (created_at, id);
-- One of a kind at a time, whoever races.
CREATE UNIQUE INDEX actions_at_work ON actions (firm_id, kind) WHERE state = 'running';

CREATE TABLE action_rows (
    action_id TEXT NOT NULL REFERENCES actions (id),
    firm_id TEXT NOT NULL,
    link_id TEXT NOT NULL REFERENCES links (id),
    -- None while it waits; then 1 if the link was changed, 0 if it was left alone.
    done BIGINT,
    reason TEXT,
    -- What undoing needs: the end that the link had, the mail that was queued.
    expired_at BIGINT,
    message_id TEXT,
    PRIMARY KEY (action_id, link_id)
);
CREATE INDEX action_rows_done ON action_rows (action_id, done, link_id);
CREATE INDEX action_rows_message ON action_rows (message_id) WHERE message_id IS NOT NULL;

-- Mails of one link, and those that wait.
CREATE INDEX messages_link ON messages (firm_id, link_id, id) WHERE link_id IS NOT NULL;
CREATE INDEX messages_waiting ON messages (firm_id, id) WHERE state = 'queued';

CREATE TABLE exports (
    id TEXT PRIMARY KEY,
    firm_id TEXT NOT NULL REFERENCES firms (id),
    format TEXT NOT NULL,
    -- What was asked for: table, columns, rows and order, as JSON.
    request TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- running, done, failed.
    state TEXT NOT NULL,
    rows_written BIGINT NOT NULL DEFAULT 0,
    size BIGINT,
    failure TEXT,
    -- Whose chunks count: a worker that was taken for dead may still write its own.
    attempt TEXT,
    -- Files of one lane are written one after the other.
    lane BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_by_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX exports_firm ON exports (firm_id, state, id);
CREATE INDEX exports_waiting ON exports (lane, id) WHERE state = 'running';
CREATE INDEX exports_age ON exports (created_at, id);

-- The file in pieces, in base64, so that every process of the installation can hand it out.
CREATE TABLE export_chunks (
    export_id TEXT NOT NULL REFERENCES exports (id) ON DELETE CASCADE,
    attempt TEXT NOT NULL,
    number BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (export_id, attempt, number)
);
