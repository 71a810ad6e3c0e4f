"""Where people live, for statements over many of them."""

# Beside r (with person_id), with `%(on)s`: the person lives in a care home or nursing home that day.
IN_A_HOME = """EXISTS (
    SELECT FROM patients_residence h
    WHERE h.person_id = r.person_id AND h.replaced_by_id IS NULL AND h.kind IN ('CARE_HOME', 'NURSING_HOME')
      AND h.from_on <= %(on)s AND (h.to_on IS NULL OR h.to_on > %(on)s))"""
