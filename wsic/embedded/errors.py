"""The one exception of this package: its text is a sentence for the person at the terminal."""


class EmbeddedError(RuntimeError):
    """An embedded server could not be found, started or stopped."""
