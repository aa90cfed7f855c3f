"""Weather without weather, and the air balance of a zone."""

from __future__ import annotations

from weather.year import Provenance, WeatherYear


def still_weather(year, temp_c):
    """Constant air, no sun, sky as warm as the air, no wind."""
    table = year.table.copy()
    table[["ghi", "dni", "dhi", "wind_speed"]] = 0.0
    table["temp_air"], table["temp_dew"], table["relative_humidity"] = temp_c, temp_c - 5.0, 70.0
    table["longwave_down"] = 5.670374419e-8 * (temp_c + 273.15) ** 4
    return WeatherYear(
        year.site, table, Provenance("csv", "still", "test"), dict(year.ground, mean_c=temp_c, amplitude_k=0.0)
    )


def residual(zone):
    return (
        zone.heating_w
        - zone.cooling_w
        + zone.gain_convective_w
        + zone.surface_w
        + zone.infiltration_w
        + zone.ventilation_w
        + zone.storage_w
    )
