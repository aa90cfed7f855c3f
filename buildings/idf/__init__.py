"""The EnergyPlus bridge: write a building as IDF, read an IDF, run EnergyPlus beside our model."""
