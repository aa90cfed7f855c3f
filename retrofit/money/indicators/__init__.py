"""Indicators of money as pure functions: discounting, rates of return, payback, life-cycle cost, levelised cost."""
