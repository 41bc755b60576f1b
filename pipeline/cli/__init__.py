"""The command ``nianbao``: each command is one call into the package, then printing and an exit code."""

from pipeline.cli.main import cli, main

__all__ = ["cli", "main"]
