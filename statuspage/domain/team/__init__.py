"""The figures of the team page: how well the team keeps its word."""
