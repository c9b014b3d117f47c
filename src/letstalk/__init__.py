"""Let's Talk: one-on-one meetings for community organizers, from a name to a kept commitment."""

__version__ = "0.1.0"
