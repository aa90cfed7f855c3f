"""The committee's page and the tables as PDF."""
