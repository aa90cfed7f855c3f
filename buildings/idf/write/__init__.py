"""A building of our model as EnergyPlus input (IDF)."""
