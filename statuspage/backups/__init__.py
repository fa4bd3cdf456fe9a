"""Backups: database and files of one moment in one archive, which is proven before it is trusted, and its way back."""
