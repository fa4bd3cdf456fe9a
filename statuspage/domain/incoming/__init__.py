"""Mail that came in: what it was, what became of it, and why. Nothing of it is ever lost."""
