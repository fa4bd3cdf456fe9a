"""Two tickets of one customer that go on as one: which may, what becomes of each, and how it is taken back."""
