"""Web archives (WARC, ISO 28500; WACZ): what a crawl leaves beside its files, and what others have left."""
