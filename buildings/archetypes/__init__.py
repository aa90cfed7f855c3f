"""Archetypes: a few numbers about a building become geometry, layers, windows, people and schedules."""
