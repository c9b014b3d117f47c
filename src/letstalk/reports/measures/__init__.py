"""The measures M1 to M28 of section e.1: from plain facts to counts, from counts to figures that may be shown."""
