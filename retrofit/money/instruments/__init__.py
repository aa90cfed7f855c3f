"""Ways of paying for a package, one file each: functions from the table of cash flows to the table of cash flows."""
