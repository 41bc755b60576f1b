"""Word files → ``Document``."""

from pipeline.read.docx.reader import read_docx

__all__ = ["read_docx"]
