"""The team page in words and drawings."""
