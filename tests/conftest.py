pytest_plugins = ["tests.database", "tests.world", "tests.chromium", "tests.matrix.counting"]
