"""An EnergyPlus input file (IDF) as a building of our model, with notes on what was not taken as written."""
