"""Measures what people would feel, each against a reference of the same run, so that a noisy machine does no harm."""
