"""Biogas: feedstocks, digester temperature and kinetics, gas store and uses."""
