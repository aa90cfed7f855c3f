"""The project beside other engines: EnergyPlus and SAM."""
