"""Solar roofs: planes and capacity, hourly yield and loss tree."""
