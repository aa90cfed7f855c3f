"""Roof planes, and the layout of modules on them."""
