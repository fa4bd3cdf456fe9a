"""What leaves: mails, which a mail server takes, and pings to a hub. Both wait in the outbox until they were taken."""
