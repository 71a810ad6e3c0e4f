pytest_plugins = [
    "tests.database",
    "tests.world",
    "tests.chromium",
    "tests.contracts.rows",
    "tests.matrix.counting",
]
