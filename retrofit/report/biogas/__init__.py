"""Page, figures and drawing of the digester's design sheet."""
