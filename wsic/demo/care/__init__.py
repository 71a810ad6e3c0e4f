"""Three years of care in the synthetic CCG: what was done with each person, and how it is laid down."""
