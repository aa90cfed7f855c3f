"""Electricity tariffs as a customer has them, prices of fuels and exports, and the bills that follow from them."""
