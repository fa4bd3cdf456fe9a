"""What a monitor asks for: how much is asked, how long it takes, and what waits. Off unless a port is set for it."""
