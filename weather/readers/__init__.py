"""Readers of weather files other than EPW, and what all readers share."""
