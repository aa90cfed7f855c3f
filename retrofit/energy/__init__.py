"""Hours of carriers: balance, battery, load matching, factors of emissions and primary energy."""
