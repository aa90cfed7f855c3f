"""Measures: pure changes of a building, with their cost."""
