"""Mails as real systems write them: what no person wrote, by the reason that it gets, and what people wrote."""
