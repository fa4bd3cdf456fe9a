"""The version of this program, by Semantic Versioning. What is not released yet ends in ``.dev0``."""

__version__ = "0.2.0.dev0"
