"""Rows and figure of a calibration."""
