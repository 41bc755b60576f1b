"""Indicator tables: found on the page, recognised by their own labels, read in two ways."""

from pipeline.structure.tables.template import find_tables

__all__ = ["find_tables"]
