-- who didn't pay (yet)
CREATE TABLE cups (
  id INTEGER PRIMARY KEY,
  label TEXT NOT NULL DEFAULT 'it''s'
);

SELECT c.label, count(*)
FROM cups c
LEFT JOIN orders o
  ON o.cup = c.id
WHERE o.id IS NULL
GROUP BY c.label;
