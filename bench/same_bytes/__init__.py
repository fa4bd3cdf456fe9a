"""Records what the demo answers, byte by byte, and compares two recordings: for changes that nobody may notice.

It knows the app only by what stays: `create_app`, the settings, the clock, two commands, the addresses that pages
themselves name, and `delivery.mail.render`. So it runs unchanged on an older tree and on a newer one.
"""
