"""The schema of the database: its revisions, the shape that each of them makes, and the way from one to the next."""
