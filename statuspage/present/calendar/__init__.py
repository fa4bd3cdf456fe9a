"""Promises in calendar programs (iCalendar)."""
