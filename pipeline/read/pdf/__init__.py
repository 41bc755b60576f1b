"""PDF → ``Document``."""

from pipeline.read.pdf.reader import read_pdf

__all__ = ["read_pdf"]
