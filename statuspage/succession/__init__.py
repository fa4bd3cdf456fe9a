"""A process takes the place of another one, and nobody who asks notices: the listening sockets go on, and so does the
number of the process that was started first.

Nothing of the rest of the house is used here, because ``keeper.py`` is loaded alone. The processes may be of different
versions, so what they say to each other (``successor.py``), and what a keeper is given (``order.py``), never changes.
"""
