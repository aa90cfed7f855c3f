"""The tank: geometry, heat balance, limits, the compiled year, conservation of mass."""
