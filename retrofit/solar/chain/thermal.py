"""Cell temperature (pvlib's models) by the mounting class of the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foundation.light_import import submodule

if TYPE_CHECKING:
    from retrofit.solar.chain.settings import PVArray
    from weather.year import WeatherYear

PVSYST = {"open_rack": "freestanding", "close_mount": "semi_integrated", "insulated_back": "insulated"}
"""Mounting class -> parameter set of the PVsyst cell temperature model in pvlib: heat loss 29, 20 and 15 W/(m2 K).

Modules flush above a roof with an air gap are semi-integrated (PVsyst help, array thermal losses)."""
SAPM = {
    "open_rack": "open_rack_glass_polymer",
    "close_mount": "close_mount_glass_glass",
    "insulated_back": "insulated_back_glass_polymer",
}
"""Mounting class -> parameter set of the Sandia model in pvlib (King et al. 2004, table 1)."""
NOCT_C = 45.0
"""Nominal operating cell temperature where no data sheet gives one (data sheets of crystalline modules: 43 to 47 degC)."""
CALM_M_S = 0.001
"""Lowest wind of ``sam_noct`` (as in SAM)."""


def cell_temperature(
    year: WeatherYear, array: PVArray, poa_w_m2: np.ndarray, absorbed_w_m2: np.ndarray, efficiency: float
) -> np.ndarray:
    """Cell temperature, degC, shape (hours,).

    Parameters
    ----------
    poa_w_m2, absorbed_w_m2 : ndarray (hours,)
        Light on the plane; light behind the cover, with the spectral factor. SAM's nominal-temperature model heats with the latter.
    efficiency : float
        Of the module at 1000 W/m2 and 25 degC.

    References
    ----------
    PVsyst: Faiman 2008, Progress in Photovoltaics 16:307; SAPM: King, Boyson and Kratochvil 2004, SAND2004-3535.
    """
    temperature = submodule("pvlib", "temperature")

    settings, mounting = array.settings, array.plane.mounting
    air, wind = year.column("temp_air"), year.column("wind_speed")
    noct = settings.noct_c or (settings.module.t_noct_c if settings.module else None) or NOCT_C
    tables = temperature.TEMPERATURE_MODEL_PARAMETERS
    model = settings.models.thermal
    if model == "pvsyst":
        out = temperature.pvsyst_cell(
            poa_w_m2, air, wind, module_efficiency=efficiency, **tables["pvsyst"][PVSYST[mounting]]
        )
    elif model == "sapm":
        out = temperature.sapm_cell(poa_w_m2, air, wind, **tables["sapm"][SAPM[mounting]])
    elif model == "sam_noct":
        out = temperature.noct_sam(
            absorbed_w_m2, air, np.maximum(wind, CALM_M_S), noct, efficiency, mount_standoff=settings.standoff_in
        )
    elif model == "faiman":
        out = temperature.faiman(poa_w_m2, air, wind)
    else:
        out = temperature.ross(poa_w_m2, air, noct=noct)
    result: np.ndarray = np.asarray(out, dtype=float)
    return result
