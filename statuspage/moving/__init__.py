"""Everything moved from one database to another kind of one: SQLite to PostgreSQL, and back."""
