"""Other programs that show people what became of something, installed and started beside ours."""
