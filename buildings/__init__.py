"""The need: building model, archetypes, hourly heat balance, systems. Imports weather only."""
