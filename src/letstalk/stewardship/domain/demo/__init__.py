"""A made-up organization, so that every page has something to show: `make.py` makes it, `crowd.py` makes it large."""
