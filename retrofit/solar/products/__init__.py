"""Modules and inverters, and the single-diode parameters of a data sheet."""
