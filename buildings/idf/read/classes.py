"""Classes of an IDF by what the import does with them: read, without effect on loads, systems."""

from __future__ import annotations

import re

READ_CLASSES = """building version globalgeometryrules site:location site:groundreflectance site:heightvariation
    site:groundtemperature:buildingsurface site:groundtemperature:fcfactormethod
    zone space zonelist spacelist zonegroup zonecapacitancemultiplier:researchspecial
    buildingsurface:detailed wall:detailed roofceiling:detailed floor:detailed wall:exterior wall:adiabatic wall:underground wall:interzone
    roof ceiling:adiabatic ceiling:interzone floor:groundcontact floor:adiabatic floor:interzone internalmass
    fenestrationsurface:detailed window door glazeddoor window:interzone door:interzone glazeddoor:interzone windowproperty:frameanddivider
    shading:overhang shading:overhang:projection shading:fin shading:fin:projection shading:zone:detailed shading:building:detailed
    shading:site:detailed shading:site shading:building
    construction construction:airboundary construction:ffactorgroundfloor construction:cfactorundergroundwall material material:nomass
    material:airgap material:roofvegetation material:infraredtransparent windowmaterial:shade windowmaterial:blind windowmaterial:screen
    windowmaterial:glazinggroup:thermochromic
    windowmaterial:glazing windowmaterial:glazing:refractionextinctionmethod windowmaterial:gas windowmaterial:gasmixture
    windowmaterial:simpleglazingsystem surfaceproperty:othersidecoefficients
    people lights electricequipment gasequipment hotwaterequipment steamequipment otherequipment
    schedule:compact schedule:constant schedule:year schedule:week:daily schedule:week:compact schedule:day:hourly schedule:day:interval
    schedule:day:list schedule:file runperiod runperiodcontrol:specialdays runperiodcontrol:daylightsavingtime
    zoneinfiltration:designflowrate zoneinfiltration:effectiveleakagearea zoneventilation:designflowrate
    zoneventilation:windandstackopenarea zonemixing zonecrossmixing designspecification:outdoorair sizing:zone controller:outdoorair
    zonecontrol:thermostat thermostatsetpoint:dualsetpoint thermostatsetpoint:singleheating thermostatsetpoint:singlecooling
    thermostatsetpoint:singleheatingorcooling zonehvac:equipmentconnections zonehvac:equipmentlist zonehvac:idealloadsairsystem
    hvactemplate:thermostat hvactemplate:zone:idealloadsairsystem hvactemplate:zone:baseboardheat hvactemplate:zone:fancoil
    hvactemplate:zone:ptac hvactemplate:zone:pthp hvactemplate:zone:watertoairheatpump hvactemplate:zone:vrf hvactemplate:zone:unitary
    hvactemplate:zone:vav hvactemplate:zone:vav:fanpowered hvactemplate:zone:vav:heatandcool hvactemplate:zone:constantvolume
    hvactemplate:zone:dualduct hvactemplate:system:vrf hvactemplate:system:unitary hvactemplate:system:unitaryheatpump:airtoair
    hvactemplate:system:unitarysystem hvactemplate:system:vav hvactemplate:system:packagedvav hvactemplate:system:constantvolume
    hvactemplate:system:dualduct hvactemplate:system:dedicatedoutdoorair
    timestep heatbalancealgorithm surfaceconvectionalgorithm:inside surfaceconvectionalgorithm:outside"""
READ = frozenset(READ_CLASSES.split())
"""Classes that the import understands, at least in part."""
QUIET = re.compile(
    r"^(output|utilitycost|sizing|simulationcontrol|convergencelimits|schedule(typelimits)|lifecyclecost|componentcost|"
    r"currencytype|environmentalimpact|fuelfactors|meter:|report|version|sizingperiod|compliance|performanceprecision|"
    r"zoneairheatbalance|shadowcalculation|exterior:|site:watermains|runperiod|"
    r"outputcontrol|parametric:|nodelist|outdoorair:node|construction:internalsource|site:precipitation|roofirrigation)"
)
"""Classes without effect on the loads of a building with ideal conditioning, or replaced by the methods of the load model."""
HVAC = re.compile(
    r"^(airloophvac|airterminal|airconditioner|availabilitymanager|boiler|branch|chiller|coil|condenser|connector|controller|cooling|curve|"
    r"dehumidifier|districtcooling|districtheating|duct|electricloadcenter|evaporativecooler|fan|fluidcooler|evaporativefluidcooler|"
    r"fluidproperties|generator|groundheatexchanger|headeredpumps|heatexchanger|heatpump|humidifier|hvactemplate|node|outdoorair|pipe|plant|"
    r"pump|setpointmanager|solarcollector|swimmingpool|table:|temperingvalve|thermalstorage|unitarysystem|waterheater|wateruse|zonehvac|"
    r"zonecontrol:humidistat|designspecification:zone|refrigeration|photovoltaic)"
)
"""Systems: replaced by ideal loads at the thermostats' set points."""
