"""Loads to carriers: heat pumps, heaters, coils, hot water, sizes."""

from buildings.systems.demand import demand
from buildings.systems.hot_water import WATER_KWH_L_K, mains_temperature, solar_tank
from buildings.systems.plant import PlantYear, plant_year

__all__ = ["WATER_KWH_L_K", "PlantYear", "demand", "mains_temperature", "plant_year", "solar_tank"]
