"""The operator's commands, one concern a file; ``statuspage/cli.py`` hands them to Flask."""
