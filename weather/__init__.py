"""The sky: sites, weather years, sun, ground, the embedded Chinese climate table. Imports nothing of ours."""
