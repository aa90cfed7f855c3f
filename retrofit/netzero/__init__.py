"""Net-zero definitions (Torcellini et al. 2006)."""
