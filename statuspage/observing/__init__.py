"""What a team's own instruments are told: spans for OpenTelemetry, failures for Sentry. Off unless it is set.

Nothing of it is loaded otherwise. What leaves is written field by field, never taken from what happens to be there: no
address, no key, no query, no body, no cookie, no words of anybody, no values of a statement and no local variables.
"""
