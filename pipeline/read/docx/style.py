"""What the styles of a Word file say of a paragraph: heading level, weight, list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from pipeline.read.docx.package import attribute, child, elements, kind, switch, value, whole

MAX_BASES = 20  # Word itself allows 11
BODY_LEVEL = 9  # the outline level of what is no heading


@dataclass(frozen=True, slots=True)
class Look:
    """``outline``: level from 0; ``number``: the list ("0" is none), ``level``: its level where one is named."""

    outline: int | None = None
    bold: bool | None = None
    number: str | None = None
    level: int | None = None
    hidden: bool | None = None

    def over(self, below: Look) -> Look:
        """This look laid over another: what it does not say is as below."""
        return Look(
            below.outline if self.outline is None else self.outline,
            below.bold if self.bold is None else self.bold,
            below.number if self.number is None else self.number,
            below.level if self.level is None else self.level,
            below.hidden if self.hidden is None else self.hidden,
        )


def look(paragraph: etree._Element | None, run: etree._Element | None) -> Look:
    """What a ``pPr`` and an ``rPr`` say by themselves."""
    return Look(
        outline=whole(paragraph, "outlineLvl"),
        bold=switch(run, "b"),
        number=value(paragraph, "numPr", "numId"),
        level=whole(paragraph, "numPr", "ilvl"),
        hidden=switch(run, "vanish"),
    )


class Styles:
    """``lists``: the list that a style names, by the style."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._looks: dict[str, Look] = {}
        self.default = ""
        for node in elements(styles) if styles is not None else ():
            name = attribute(node, "styleId")
            if kind(node) != "style" or name is None:
                continue
            self._nodes[name] = node
            if attribute(node, "type") == "paragraph" and attribute(node, "default") in ("1", "true", "on"):
                self.default = name
        self.lists = {name: number for name in self._nodes if (number := self.look(name).number)}

    def name(self, style: str) -> str:
        """What Word calls a style: "heading 1", "toc 2"; in every language the English name."""
        return value(self._nodes.get(style), "name") or style

    def look(self, name: str | None) -> Look:
        """The look of a style with those that it is based on."""
        chain: list[str] = []
        while name in self._nodes and name not in chain and len(chain) < MAX_BASES:
            chain.append(name)
            name = value(self._nodes[name], "basedOn")
        found = Look()
        for link in reversed(chain):
            if link not in self._looks:
                node = self._nodes[link]
                own = look(child(node, "pPr"), child(node, "rPr"))
                title = self.name(link).lower() == "title"
                self._looks[link] = (replace(own, outline=0) if title and own.outline is None else own).over(found)
            found = self._looks[link]
        return found
