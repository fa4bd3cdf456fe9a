"""The event loop's part: streams, and answers held in memory.

It knows the rest only as "the app", and what that tells it by statuspage/protocol.py.
"""
