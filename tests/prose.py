"""A report of one section, for tests of what the prose says. Sentences are made up; figures may be real."""

from pipeline.catalog import builtin
from pipeline.extract.narrative import extract_mentions
from pipeline.model import Document, Mention, Metadata, Place, Report, Role, Section

NOT_COUNTED = (Role.DATE, Role.REFERENCE, Role.ORDINAL)


def report(text: str, title: str | None = None, year: int = 2017, agency: str = "某市商务局") -> Report:
    """``text`` as the text of one numbered section with the heading ``title``."""
    section = Section(1, None, 1, "一、", title, text, Place(0, 0), ((0, len(text)),))
    metadata = Metadata(None, agency, None, None, None, None, year, None)
    return Report(Document(text, (), "text/plain"), metadata, (section,), (), (), ())


def mentions(text: str, title: str | None = None, year: int = 2017, agency: str = "某市商务局") -> list[Mention]:
    """Counts, ratios and stated zeros of ``text``; dates, references and ordinals are left out."""
    found = extract_mentions(report(text, title, year, agency), builtin())
    return [mention for mention in found if mention.role not in NOT_COUNTED]
