"""Files that people send each other: stored, told by their content, made safe, and handed out."""
