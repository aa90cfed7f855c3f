"""Console, figures and page of the main run."""
