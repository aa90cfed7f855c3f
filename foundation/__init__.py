"""What every room shares: errors, messages, tables, carriers, provenance, compiled functions. Imports nothing of ours."""
