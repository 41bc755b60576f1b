"""Sites, folders and web archives → the raw store: bytes by content, and a manifest of where they came from."""

from pipeline.acquire.records import Fetch, Kept, Line
from pipeline.acquire.store import RawStore, is_raw_store

__all__ = ["Fetch", "Kept", "Line", "RawStore", "is_raw_store"]
