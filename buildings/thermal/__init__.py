"""The hourly heat balance: boundary conditions, conduction, glazing, the compiled kernel, moisture."""
