"""Comfort: hours outside the comfortable range, by the models of the comfort library."""
