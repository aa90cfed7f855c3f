"""Design sheets: readers of a simulated package, for engineers."""
