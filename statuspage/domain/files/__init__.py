"""Files that came with words: what they are, how they arrive, and with which words. Their bytes lie elsewhere."""
