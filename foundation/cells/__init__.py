"""Cells as people type them: tables of text and workbooks, numbers, units, dates; what can be read in two ways is not read."""
