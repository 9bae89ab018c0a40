"""Looking for what harms, by a virus scanner beside us."""
