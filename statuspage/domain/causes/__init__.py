"""One cause behind the tickets of many customers: which tickets it has, its letter, and who has sent theirs."""
