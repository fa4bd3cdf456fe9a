"""How somebody comes to us who is not known yet: what they may ask about, who gets it, and the ticket that begins."""
