"""What a document says of its pages that were recognised."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Issue


def recognised_issue(pages: Sequence[int]) -> Issue:
    numbers = ", ".join(map(str, pages))
    message = (
        f"page{'s' if len(pages) > 1 else ''} {numbers}: recognised in a picture by a program, which may misread. "
        "Each fact tells how surely it was read (confidence); compare flags with the page"
    )
    return Issue("read", "recognised", message)
