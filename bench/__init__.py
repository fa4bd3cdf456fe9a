"""Measures what people would feel, each against a reference taken in the same run, so that any machine may be noisy."""
