"""Shares: the keys to a ticket, one scope each, and each revocable alone."""
