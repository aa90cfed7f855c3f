"""Texts of the comparisons with EnergyPlus and SAM, and of an imported IDF."""
