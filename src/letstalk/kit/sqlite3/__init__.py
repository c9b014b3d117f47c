"""SQLite as Django speaks to it, with each statement turned into SQLite's own way of writing once."""
