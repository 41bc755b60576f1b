"""The comparison as a chart, drawn by Altair: an SVG or PNG picture, or a page that needs no network.

A line is not drawn over a break in comparability, nor over a year without a figure. What stood there instead is told
at the foot of the chart: a blank is not a zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import PlotError
from pipeline.present import Row
from pipeline.present.compare import MARKS, unit_of
from pipeline.present.words import Words

FORMATS = (".svg", ".png", ".html")
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
WIDTH, HEIGHT = 560, 260


def write_chart(found: list[Row], path: Path, words: Words) -> None:
    """Draw the rows of ``select_comparison`` into ``path``, whose ending is the format.

    Raises:
        PlotError: Altair is not installed, the ending is not known, or the file cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise PlotError(f"{path}: charts are written as {', '.join(FORMATS)}")
    try:
        import altair
        import vl_convert  # noqa: F401  # draws pictures and puts the scripts of a page into it
    except ImportError as error:
        raise PlotError(f"a chart needs {error.name}. Install it with: pip install 'nianbao[notebook]'") from error
    drawn = chart(found, words, altair)
    try:
        if path.suffix.lower() == ".html":
            drawn.save(str(path), inline=True)
        else:
            drawn.save(str(path), scale_factor=2 if path.suffix.lower() == ".png" else 1)
    except OSError as error:
        raise PlotError(f"{path}: cannot be written: {error.strerror or error}") from error


def chart(found: list[Row], words: Words, alt: Any) -> Any:
    """The Altair chart: one panel for each figure, a colour for each agency, a dashed rule at each break."""
    panels = [
        _panel([row for row in found if row["line"] == line], words, alt)
        for line in dict.fromkeys(row["line"] for row in found)
    ]
    return alt.vconcat(*panels).configure(font=FONT).configure_view(stroke=None)


def _panel(rows: list[Row], words: Words, alt: Any) -> Any:
    points, missing, breaks = _parts(rows, words)
    names = list(dict.fromkeys(row["agency_name"] for row in (*points, *missing)))
    years = sorted({row["year"] for row in rows})
    unit = unit_of(rows)
    label = words.pick(rows[0], "label")
    x = alt.X("year:O", title=words("compare.year"), scale=alt.Scale(domain=years), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=f"{label} ({unit})" if unit else label, scale=alt.Scale(zero=True))
    colour = alt.Color(
        "agency_name:N", title=words("column.agency"), scale=alt.Scale(domain=names, scheme="tableau10"),
        legend=alt.Legend(orient="bottom", columns=2, labelLimit=320),
    )  # fmt: skip
    data = alt.Data(values=points)
    lines = alt.Chart(data).mark_line().encode(x=x, y=y, color=colour, detail="segment:N")
    marks = (
        alt.Chart(data)
        .mark_point(size=70, filled=True, opacity=1)
        .encode(
            x=x, y=y, color=colour,
            shape=alt.Shape(
                "checked:N", title=words("compare.checked"),
                scale=alt.Scale(
                    domain=[words("compare.agrees"), words("compare.flagged")], range=["circle", "triangle-up"]
                ),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=["agency_name:N", "year:O", "value:Q", "indicator:N", "template:N"],
        )
    )  # fmt: skip
    gaps = (
        alt.Chart(alt.Data(values=missing))
        .mark_text(baseline="bottom", fontSize=12, dy=-2)
        .encode(x=x, y=alt.value(HEIGHT), text="mark:N", color=colour, xOffset=alt.XOffset("agency_name:N"))
    )
    rules = (
        alt.Chart(alt.Data(values=breaks))
        .mark_rule(strokeDash=[4, 4], color="#777", xOffset=-WIDTH / len(years) / 2)
        .encode(x=x)
    )
    reasons = (
        alt.Chart(alt.Data(values=breaks))
        .mark_text(align="left", baseline="top", color="#555", fontSize=10, dx=3 - WIDTH / len(years) / 2)
        .encode(x=x, y=alt.value(0), text="reason:N")
    )
    title = alt.TitleParams(label, subtitle=words("compare.chart_legend"), anchor="start", subtitleColor="#555")
    return alt.layer(rules, reasons, lines, marks, gaps).properties(width=WIDTH, height=HEIGHT, title=title)


def _parts(rows: list[Row], words: Words) -> tuple[list[Row], list[Row], list[Row]]:
    """The figures with the unbroken stretch each belongs to, the years without one, and the breaks."""
    points: list[Row] = []
    missing: list[Row] = []
    breaks: dict[tuple[int, str], Row] = {}
    names = {row["agency_id"]: row["agency"] for row in rows}  # the newest name stands for all
    stretch, last = 0, None
    for row in rows:
        about = {"agency_name": names[row["agency_id"]], "year": row["year"]}
        if row["breaks"]:
            grade = words(f"compare.grade_{row['breaks']}")
            reason = f"{grade}: {row['template']}"
            breaks.setdefault((row["year"], reason), {"year": row["year"], "reason": reason})
        if row["value"] is None or row["breaks"] or last != row["agency_id"]:
            stretch += 1
        last = row["agency_id"]
        if row["value"] is None:
            missing.append(about | {"mark": MARKS.get(row["state"], "?") or "∅"})
            continue
        points.append(
            about | {
                "value": float(row["value"]), "segment": stretch, "indicator": row["indicator"],
                "template": row["template"],
                "checked": words("compare.flagged" if row["flagged"] else "compare.agrees"),
            }
        )  # fmt: skip
    return points, missing, list(breaks.values())
