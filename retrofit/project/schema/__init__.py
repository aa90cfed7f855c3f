"""The keys of the project file, as pydantic models."""
