"""From the keys of a project to the objects of the physics: site, weather, roofs, arrays."""
