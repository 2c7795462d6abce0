"""What the modules of the package have in common: the same in every package."""
