"""The schema of the store, step by step.

A migration is never edited once released: a change is a new function at the end of ``MIGRATIONS``. The SQL keeps
to what PostgreSQL understands as well (``BLOB`` is its ``bytea``). There are no keys or indexes: DuckDB checks
uniqueness against rows deleted in the same transaction, which a replacement must not trip over, and a scan of
these columns takes milliseconds.
"""

from collections.abc import Callable

from style_learner.errors import DamagedData

Execute = Callable[[str], object]

_FIRST = (
    "CREATE TABLE meta (name VARCHAR NOT NULL, value VARCHAR NOT NULL)",
    "CREATE TABLE state (name VARCHAR NOT NULL, project VARCHAR NOT NULL, value VARCHAR NOT NULL)",
    """CREATE TABLE suggestion (
        id VARCHAR NOT NULL, text VARCHAR NOT NULL, "at" DOUBLE NOT NULL, language VARCHAR NOT NULL,
        project VARCHAR NOT NULL, path VARCHAR NOT NULL, before VARCHAR NOT NULL, after VARCHAR NOT NULL,
        backend VARCHAR NOT NULL, model VARCHAR NOT NULL, strategy VARCHAR NOT NULL, evidence VARCHAR NOT NULL,
        mean_logprob DOUBLE, latency_ms DOUBLE NOT NULL)""",
    """CREATE TABLE outcome (
        suggestion_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, "at" DOUBLE NOT NULL, characters BIGINT NOT NULL,
        text VARCHAR NOT NULL, how VARCHAR NOT NULL)""",
    """CREATE TABLE retention (
        suggestion_id VARCHAR NOT NULL, after_s BIGINT NOT NULL, share DOUBLE NOT NULL, characters BIGINT NOT NULL,
        "at" DOUBLE NOT NULL)""",
    """CREATE TABLE observation (
        feature VARCHAR NOT NULL, choice VARCHAR NOT NULL, language VARCHAR NOT NULL, project VARCHAR NOT NULL,
        source VARCHAR NOT NULL, origin VARCHAR NOT NULL, "at" DOUBLE NOT NULL, count DOUBLE NOT NULL,
        example VARCHAR NOT NULL, kept_at DOUBLE NOT NULL)""",
    """CREATE TABLE snippet (
        id VARCHAR NOT NULL, project VARCHAR NOT NULL, path VARCHAR NOT NULL, language VARCHAR NOT NULL,
        text VARCHAR NOT NULL, first_line BIGINT NOT NULL, kind VARCHAR NOT NULL, name VARCHAR NOT NULL,
        "at" DOUBLE NOT NULL, source VARCHAR NOT NULL, kept_at DOUBLE NOT NULL)""",
    "CREATE TABLE vector (snippet_id VARCHAR NOT NULL, embedder VARCHAR NOT NULL, data BLOB NOT NULL)",
    """CREATE TABLE pin (
        language VARCHAR NOT NULL, feature VARCHAR NOT NULL, choice VARCHAR NOT NULL, project VARCHAR NOT NULL)""",
)


def _first_schema(execute: Execute) -> None:
    for statement in _FIRST:
        execute(statement)


def _feedback(execute: Execute) -> None:
    execute(
        """CREATE TABLE feedback (
        about VARCHAR NOT NULL, verdict VARCHAR NOT NULL, "at" DOUBLE NOT NULL, reason VARCHAR NOT NULL,
        project VARCHAR NOT NULL, path VARCHAR NOT NULL)"""
    )


def _runs_and_turns(execute: Execute) -> None:
    execute(
        """CREATE TABLE run (
        suggestion_id VARCHAR NOT NULL, "at" DOUBLE NOT NULL, raised BOOLEAN NOT NULL, error VARCHAR NOT NULL)"""
    )
    execute(
        """CREATE TABLE turn (
        id VARCHAR NOT NULL, "at" DOUBLE NOT NULL, project VARCHAR NOT NULL, path VARCHAR NOT NULL,
        language VARCHAR NOT NULL, action VARCHAR NOT NULL, asked VARCHAR NOT NULL, code VARCHAR NOT NULL,
        answer VARCHAR NOT NULL, backend VARCHAR NOT NULL, model VARCHAR NOT NULL)"""
    )


def _what_answers_offer(execute: Execute) -> None:
    for column in ("cell", "proposed", "used"):
        execute(f"ALTER TABLE turn ADD COLUMN {column} VARCHAR DEFAULT ''")


MIGRATIONS: tuple[Callable[[Execute], None], ...] = (_first_schema, _feedback, _runs_and_turns, _what_answers_offer)
"""The n-th function leads from schema n to n + 1."""


def migrate(version: int, execute: Execute) -> int:
    """Bring a store at schema ``version`` (0: empty) to the present one and return that.

    Raises:
        DamagedData: a newer LAMP wrote the store; nothing was executed.

    """
    newest = len(MIGRATIONS)
    if version > newest:
        raise DamagedData(
            f"The store was written by a newer LAMP (its schema is {version}, this LAMP knows {newest}). "
            "Update LAMP, or set LAMP_HOME to another folder; nothing in the store was changed."
        )
    for migration in MIGRATIONS[version:]:
        migration(execute)
    if version < newest:
        execute("DELETE FROM meta WHERE name = 'schema'")
        execute(f"INSERT INTO meta (name, value) VALUES ('schema', '{newest}')")
    return newest
