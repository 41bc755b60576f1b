"""OFD (GB/T 33190) → ``Document``."""

from pipeline.read.ofd.reader import read_ofd

__all__ = ["read_ofd"]
