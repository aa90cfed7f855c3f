"""The committee's page: one sheet of A4 with the decision, as data and as HTML and PDF made from it."""
