"""Spreadsheets: `xlsx` and `xls` read the cells of each sheet, `shown` says what a number looks like,
and `layout` tells the tables of a sheet from the lines around them."""

from __future__ import annotations

from audit.readers.spreadsheet import xls, xlsx

__all__ = ["FORMATS"]

FORMATS = (xlsx.FORMAT, xls.FORMAT)
