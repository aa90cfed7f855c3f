"""All combinations of measures as a document, tables and JSON."""
