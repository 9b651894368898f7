"""Coverage: which parts of a Terraform module the scenarios of a run have exercised.

`constructs` reads a module: what it has that a test can exercise, and how. `evidence` reads the
results of a scenario: what it has exercised. `figures` compares the two, and each report is a file.
"""
