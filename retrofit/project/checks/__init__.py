"""Checks across the keys of a project."""
