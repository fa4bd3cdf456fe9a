"""What agents are told of at once, on its way to their browsers: put in words, sealed, sent, and tried again."""
