"""Workbooks (.xls, .xlsx, .et, .ods) → ``Document``."""

from pipeline.read.workbook.reader import read_workbook

__all__ = ["read_workbook"]
