-- Copies every link $1 times: three in ten are outstanding, one has expired, the others are paid; some have been opened;
-- every fifth has no due date, every seventh no number. For the stories and the benchmarks of tables.
INSERT INTO links (id, firm_id, account_id, connection_id, mode, status, amount, currency, invoice_number,
invoice_key, client, description, due_on, expires_at, recipient_name, recipient_email, recipient_key,
first_opened_at, times_opened, root_id, token_hash, token_key, token_generation, created_by, created_at,
paid_at, paid, method)
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $1)
SELECT 'lnk_' || substr('00000000000000000000000000000000' || i, length(CAST(i AS TEXT)) + 1), l.firm_id,
l.account_id, l.connection_id, l.mode,
CASE WHEN i % 10 < 3 THEN 'outstanding' WHEN i % 10 = 3 THEN 'expired' ELSE 'paid' END,
1000 + (i * 7919) % 50000, l.currency, 'INV-' || i, CASE WHEN i % 7 = 0 THEN NULL ELSE 'inv-' || (100000000000 + i) END, l.client, 'Row ' || i,
CASE WHEN i % 5 = 0 THEN NULL ELSE '2026-' || (10 + i % 3) || '-' || (10 + i % 19) END,
CASE WHEN i % 4 = 0 THEN l.created_at + 100000000 + i ELSE NULL END,
'Person ' || i, 'person' || i || '@example.org', 'person ' || (100000 + (i * 31) % 100000),
CASE WHEN i % 2 = 0 THEN l.created_at + i ELSE NULL END, i % 2, l.id, 'hash ' || i, l.token_key, 1,
l.created_by, l.created_at + i / 3,
CASE WHEN i % 10 > 3 THEN l.created_at + i ELSE NULL END,
CASE WHEN i % 10 > 3 THEN 1000 + (i * 7919) % 50000 ELSE 0 END,
CASE WHEN i % 10 > 3 THEN 'card' ELSE NULL END
FROM n CROSS JOIN links l
