"""What an agent at the desk is told of at once: each occasion is kept once, and told to each browser of theirs."""
