"""How extracts get in: read strictly, judge each row, quarantine the bad, stage the good, merge."""
