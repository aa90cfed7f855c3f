"""The yield chain: sky to plane, optics, cell temperature, DC, losses, inverter, a year of arrays."""
