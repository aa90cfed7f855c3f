"""The plant around the tank: gas store, uses, emissions, sizes, a year."""
