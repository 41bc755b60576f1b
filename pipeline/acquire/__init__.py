"""Sites, folders and web archives → the raw store: bytes by content, and a manifest of where they came from."""

from pipeline.acquire.store import RawStore, is_raw_store
from pipeline.acquire.warc.write import WarcWriter
from pipeline.model.fetch import Fetch, Kept, Line

__all__ = ["Fetch", "Kept", "Line", "RawStore", "WarcWriter", "is_raw_store"]
