"""Starting several programs on one machine, watching them, and ending all of them."""
