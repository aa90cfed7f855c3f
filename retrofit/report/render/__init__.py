"""Renderers: HTML pages, figures as SVG, tables as files."""
