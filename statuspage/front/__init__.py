"""The event loop's part: streams, and answers kept in memory. It knows the rest only as "the app"."""
