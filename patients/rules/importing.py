"""Words that the rooms of imports have in common."""

JOB = "patients.import"  # its name in the ledger
PURPOSE = "Import of an extract"
SYSTMONE_EXTRACT = "systmone_extract"  # what the upload page offers beside the feeds: several in one zip
IDENTITY_MISMATCH = "identity_mismatch"  # the reason of a row that is somebody else's than its number says
