"""Texts and figures about weather years, places and their quality."""
