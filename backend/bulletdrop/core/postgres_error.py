"""What makes the embedded PostgreSQL unusable."""


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be used; the text tells the operator why and what to do."""
