"""A database filled as years of use would: names, types, sizes, views and dates of uploads, by INSERT … SELECT."""

from typing import Any

import asyncpg

# Each so often in a thousand uploads: type, ending, name. What is not in a thousand of them is told apart in RARE.
TEMPLATES = (
    (430, "image/png", "png", "Screenshot {date} at {time}"),
    (180, "image/jpeg", "jpg", "IMG_{digits}_{number}"),
    (60, "image/webp", "webp", "{word}-{word2}-{number}"),
    (20, "image/jpeg", "jpg", "Grüße aus {city} {number}"),
    (10, "image/png", "png", "写真_{number}_{word}"),
    (90, "video/mp4", "mp4", "screen-recording-{date}-{time}"),
    (20, "video/webm", "webm", "{word} {word2} take {number}"),
    (80, "text/plain", "txt", "notes on {word} {word2} {date}"),
    (40, "application/json", "json", "{word}_{word2}_{number}"),
    (40, "application/pdf", "pdf", "Invoice {number} {city}"),
    (10, "application/vnd.oasis.opendocument.text", "odt", "Отчёт {city} {date}"),
    (10, "application/octet-stream", "bin", "{word}.{number}.build"),
    (9, "image/png", "png", "mockup {word} v{number}"),
    (1, "image/png", "png", "wallpaper {word} {number}"),
)
WORDS = "amber harbor meadow copper lantern winter orbit canyon velvet signal garden marble thunder willow summit ember".split()
CITIES = "Berlin Lisboa Kyoto Oslo Montréal Łódź Zürich Brno Adelaide Porto".split()
# What a search hits seldom, and a type that hardly anybody uploads.
RARE = (
    ("Zanzibar sunset 2019.jpg", "image/jpeg"),
    ("xq report.txt", "text/plain"),
    ("backup ٪.tar.gz", "application/gzip"),
)
BATCH = 250_000
BLOBS = 1_000_000

INSERT = """
INSERT INTO uploads (user_id, blob_id, domain_id, slug, filename, original_filename, file_size, mime_type, file_hash,
                     upload_url, view_count, is_public, delete_hash, expires_at, deleted_at, created_at)
SELECT $1, (SELECT min(id) FROM blobs WHERE storage_key LIKE 'bench/%') + n % $5, $2, slug, slug || '.' || ending, name || '.' || ending,
       (exp(random() * 12) * 300)::bigint, mime, repeat('0', 64), 'http://localhost/' || slug || '.' || ending,
       floor(least(1 / (1 - random()), 1e6)) - 1, n % 33 > 0, sha256(slug::bytea),
       CASE WHEN n % 500 = 7 THEN now() + random() * interval '90 days' END,
       CASE WHEN n % 1000 = 11 THEN now() - random() * interval '29 days' END,
       made
FROM (
  SELECT n, made, mime, ending, left(md5('slug' || n), 11) || n AS slug,
         replace(replace(replace(replace(replace(replace(replace(form,
           '{date}', to_char(made, 'YYYY-MM-DD')), '{time}', to_char(made, 'HH24.MI.SS')), '{digits}', to_char(made, 'YYYYMMDD')),
           '{number}', (n % 10000)::text), '{word}', words[1 + n * 7919 % cardinality(words)]),
           '{word2}', words[1 + n * 104729 / 7 % cardinality(words)]), '{city}', cities[1 + n * 31 % cardinality(cities)]) AS name
  FROM (
    -- More of late than at first, and stored in the order in which they came.
    SELECT n, now() - power(1 - (n - $13::bigint)::float8 / $14::bigint, 1.5) * interval '3 years' AS made, (hashint8(n) & 1048575) % 1000 AS pick,
           $6::text[] AS words, $7::text[] AS cities
    FROM generate_series($3::bigint, $4::bigint) AS n
  ) AS drawn
  JOIN unnest($8::int[], $9::int[], $10::text[], $11::text[], $12::text[]) AS template (low, high, mime, ending, form)
    ON pick >= low AND pick < high
) AS named
"""
RENAME = """
UPDATE uploads SET original_filename = $1, mime_type = $2
WHERE id IN (SELECT id FROM uploads WHERE user_id = $3 ORDER BY created_at OFFSET $4 LIMIT 3)
"""
OF_CONSTRAINTS = "SELECT conindid FROM pg_constraint WHERE conrelid = 'uploads'::regclass"


async def make_users(connection: asyncpg.Connection, count: int) -> list[int]:
    """So many users beside the administrator."""
    query = "INSERT INTO users (username, email) SELECT 'other' || n, n || '@example.com' FROM generate_series(1, $1::int) AS n RETURNING id"
    return [row["id"] for row in await connection.fetch(query, count)]


async def fill(
    connection: asyncpg.Connection, *, user_id: int, others: list[int], uploads: int, of_others: int
) -> None:
    """Gives the user so many uploads and all the others theirs, with the indexes away meanwhile."""
    await connection.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '64MB'; SET synchronous_commit = off")
    await connection.execute("SELECT setseed(0.5)")
    dropped = await _drop_indexes(connection)
    blobs = "INSERT INTO blobs (sha256, size, storage_key, preview) SELECT sha256(('bench' || n)::bytea), 1, 'bench/' || n, 'made' FROM generate_series(1, $1::int) AS n"
    await connection.execute(blobs, min(BLOBS, uploads))
    owners = [(user_id, uploads), *((other, of_others // len(others)) for other in others if of_others)]
    first = 0
    for owner, count in owners:
        await _insert(connection, owner, first, first + count, min(BLOBS, uploads))
        first += count
    for place, (name, mime_type) in enumerate(RARE):
        await connection.execute(RENAME, name, mime_type, user_id, uploads // 10 * (3 * place + 1))
    for definition in dropped:
        await connection.execute(definition)
    await connection.execute("RESET ALL")


async def _insert(connection: asyncpg.Connection, owner: int, first: int, end: int, blobs: int) -> None:
    domain = await connection.fetchval("SELECT min(id) FROM domains")
    highs = [sum(template[0] for template in TEMPLATES[: n + 1]) for n in range(len(TEMPLATES))]
    columns: list[Any] = [[0, *highs[:-1]], highs, *(list(column) for column in list(zip(*TEMPLATES, strict=True))[1:])]
    for start in range(first, end, BATCH):
        span = (start + 1, min(start + BATCH, end))
        ages = (first, end - first)
        await connection.execute(INSERT, owner, domain, *span, blobs, WORDS, CITIES, *columns, *ages)


async def _drop_indexes(connection: asyncpg.Connection) -> list[str]:
    """Drops what can be built at once afterwards, and returns the statements that do."""
    query = f"SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = 'uploads'::regclass AND indexrelid NOT IN ({OF_CONSTRAINTS})"
    rows = await connection.fetch(query)
    for row in rows:
        await connection.execute(f"DROP INDEX {row['name']}")
    return [row["definition"] for row in rows]
