"""The project file: schema, objects, checks, loading with line numbers."""
