"""An hourly year from the monthly statistics of a station: deterministic for a seed, physically consistent, labelled synthetic.

``sky`` makes days and hours of radiation, ``temperature`` those of dry bulb, ``air`` humidity, wind and infrared, ``year`` puts
them together. Which published equations are used, and how well they do, is told in ``docs/synthetic_weather.md``.
"""

from weather.stations.months import NOMINAL_YEAR, hours_index
from weather.synthetic.year import synthetic_year

__all__ = ["NOMINAL_YEAR", "hours_index", "synthetic_year"]
