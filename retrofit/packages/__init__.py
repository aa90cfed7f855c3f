"""One package of measures simulated, and the caches that packages share."""
