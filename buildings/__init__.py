"""The need: building model, archetypes, hourly heat balance, systems, comfort, the IDF bridge."""
