"""The commands behind the door, a file for each family. No physics here; heavy imports happen inside the commands."""
