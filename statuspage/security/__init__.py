"""Who may do what, and what leaves this house: one concern a file."""
