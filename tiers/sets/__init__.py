"""Set-based SQL over everybody's scores and tiers; `tiers.rules` is its oracle."""
