"""Words in two languages, and how Chinese text is set."""
