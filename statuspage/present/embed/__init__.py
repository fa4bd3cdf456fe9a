"""What stands on other websites: the looks of the card, its style sheet, and the texts to copy."""
