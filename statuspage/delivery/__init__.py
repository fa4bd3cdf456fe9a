"""What leaves. This version keeps the outbox and renders its mails; it has no sender, so nothing is ever sent."""
