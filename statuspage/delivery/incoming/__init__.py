"""Mail that comes in: three doors, one parser."""
