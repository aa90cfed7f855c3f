"""The results as a workbook: live formulas, with every value that we computed stored beside them."""
