"""What can stop a report, or the whole run.

A leaf exists where a caller acts differently. Every message names the place,
what was found, what was expected and the next step.
"""


class PipelineError(Exception):
    """Base of every error this package raises on purpose."""


class ReadError(PipelineError):
    """A file that cannot be used at all. ``code`` is the stable name kept with the report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CatalogError(PipelineError):
    """Our own catalog is wrong. Raised before any report is touched."""


class StoreError(PipelineError):
    """The output folder or the database cannot be written or opened."""


class CrawlError(PipelineError):
    """A crawl cannot begin or not go on: a part is not installed, the site has no profile, nothing was found."""


class RawStoreError(PipelineError):
    """The raw store cannot be read or written, or what it holds is not what was kept."""


class ArchiveError(PipelineError):
    """A file that is no web archive, or a list of files that cannot be read."""


class QueryError(PipelineError):
    """What a user typed is not one query that only reads. ``code`` is the stable name of the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PlotError(PipelineError):
    """A chart cannot be drawn: the part that draws is not installed, or the file cannot be written."""


class UnknownFindingError(PipelineError):
    """No finding, or more than one, has the id a user typed."""


class ListError(PipelineError):
    """A list of expected reports cannot be used."""


class WorkerError(PipelineError):
    """Worker processes die again and again outside any report; the run cannot go on."""
