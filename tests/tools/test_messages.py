"""Every translatable string of a template is found, however the template is indented."""

import io

from tools.messages import KEYWORDS, extract_template

TEMPLATE = """
<ul>
        {% translate "Today" %}
   <li>{% blocktranslate count n=promises %}{{ n }} promise{% plural %}{{ n }} promises{% endblocktranslate %}
     {% translate "firm" context "a commitment" %}{{ _("Late") }}
</ul>
"""


def test_strings_plurals_and_contexts_are_found_on_their_lines():
    found = extract_template(io.BytesIO(TEMPLATE.encode()), KEYWORDS, (), {})

    assert [(line, words) for line, _keyword, words, _notes in found] == [
        (3, "Today"),
        (4, ("%(n)s promise", "%(n)s promises", None)),
        (5, ("a commitment", "firm")),
        (5, "Late"),
    ]
