"""The embedded table of Chinese climate stations, and places between them."""
