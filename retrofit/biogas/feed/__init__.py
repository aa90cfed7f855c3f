"""Feedstocks and the feed that is made of them."""
