"""What an operator wants to know at a glance: is all well, and if not, what is to be done? One concern a file."""
