"""Rates of digestion: first order by temperature, and ADM1."""
