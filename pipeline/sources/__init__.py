"""What a run is to read: the files under the given paths, in zips and in raw stores."""

from pipeline.sources.candidates import is_part_of_page
from pipeline.sources.find import Found, find_sources
from pipeline.sources.source import MAX_BYTES, Source, hash_source, printable, read_source, unreadable

__all__ = [
    "MAX_BYTES", "Found", "Source", "find_sources", "hash_source", "is_part_of_page", "printable", "read_source",
    "unreadable",
]  # fmt: skip
