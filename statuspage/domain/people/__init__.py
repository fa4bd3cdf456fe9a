"""The people: agents, customers, their photos, and who is at a ticket now."""
