"""Tariffs, unit costs, cash flow. No physics."""
