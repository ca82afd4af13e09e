"""What is said to the person whose file is not read."""


class NotRead(Exception):
    """A file that is not read; `message` says in German what is wrong with it and what to do."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message
