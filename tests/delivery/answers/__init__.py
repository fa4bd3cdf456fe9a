"""Answers to one of our letters as ten mail programs write them, in twelve languages, plain, as HTML, and as both."""
