"""The rules of the product, free of the web: every verb takes a session and the time, and commits nothing."""
