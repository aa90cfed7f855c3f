"""The design of solar roofs: layout, strings, quantities, best tilt and spacing."""
