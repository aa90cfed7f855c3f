"""Measured data beside the model: utility bills and calibration."""
