"""What writes generated files of the project anew."""
