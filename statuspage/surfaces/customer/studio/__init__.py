"""The publishing studio: the customer decides what others see, and sees it first."""
