"""When agents are away, and who covers for them meanwhile."""
