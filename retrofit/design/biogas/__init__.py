"""The digester's design sheet."""
