"""Leadership's figures, counted on the workstation from signed statistics records."""
