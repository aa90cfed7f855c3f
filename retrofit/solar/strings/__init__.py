"""Strings: voltages at the extremes, modules in series, strings on inverters, findings."""
