"""The change, the supply and the balance: project, measures, solar, biogas, net zero, report."""
