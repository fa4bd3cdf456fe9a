"""What the desk keeps for agents: the queue, drafts, and letters that are not sent yet."""
