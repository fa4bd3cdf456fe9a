"""What leaves: pings to a hub, which are sent; and mails, which are kept and rendered, and have no sender yet."""
