"""Cells of a file that a spreadsheet opens."""

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{value}" if value.startswith(FORMULA_BEGINS) else value
