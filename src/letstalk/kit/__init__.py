"""What every room may use and no room owns: the clock, sealed fields, page parts. No word of the field lives here."""
