"""Page, figures and plan of the solar design sheet."""
