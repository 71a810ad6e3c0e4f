pytest_plugins = ["tests.database", "tests.world", "tests.contracts.rows", "tests.matrix.counting"]
