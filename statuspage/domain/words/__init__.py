"""The words of everything that was written, folded and cut, so that what can be seen can be found."""
