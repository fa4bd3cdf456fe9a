"""Feeds in Atom and JSON: private, public, and the team's."""
