"""Pictures of the measures, drawn on the server as SVG. Pure: no Django, no clock; words come in translated."""
