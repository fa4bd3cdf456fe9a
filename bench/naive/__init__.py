"""The customer's page as a competent person writes it at first: Flask, SQLAlchemy, Jinja and Babel, and no cache.

It shows the same words from the same rows, and is what the customer's page made from nothing is measured against.
"""
