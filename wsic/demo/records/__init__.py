"""What the records of the synthetic people say: coded entries and medicines issued.

Made to fit the course of each person's deficits (`wsic.demo.course`), so that the index computed from them
is the score that the clinical system states.
"""
