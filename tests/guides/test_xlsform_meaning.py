"""What an XLSForm asks in ODK is what its guide asks here, for forms and answers made by chance (R-084)."""

import io
import os
import random
import secrets

from pyxform.xls2xform import convert

from letstalk.guides.outline import fit_answers
from letstalk.guides.walk import walk
from letstalk.guides.workbooks import write_workbook
from letstalk.guides.xlsform_in import read_xlsform
from tests.guides.chance_forms import CHOICES, COLUMNS, a_foreign_form, foreign_answers
from tests.support.xform import XForm

USUALLY = 30
SOAKED = 1_000
ANSWERS_EACH = 6


def test_conditions_of_foreign_forms_mean_the_same_here():
    """Equality and not, and/or, numbers, selected(), groups, and answers that are themselves hidden."""
    soak = os.environ.get("SOAK")
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32)) if soak else 0
    for number in range(SOAKED if soak else USUALLY):
        rng = random.Random(f"{seed}-{number}")
        rows = a_foreign_form(rng)
        source = write_workbook([("survey", COLUMNS, rows), ("choices", ("list_name", "name", "label"), CHOICES)])
        form = XForm(convert(io.BytesIO(source), warnings=[], file_type=".xlsx").xform)

        imported = read_xlsform(source)

        assert not [one for one in imported.refused if one.is_left_out], f"seed {seed}, number {number}: {rows}"
        for _turn in range(ANSWERS_EACH):
            answers = foreign_answers(rng, rows)
            texts = {name: " ".join(one) if isinstance(one, list) else str(one) for name, one in answers.items()}
            in_odk = [name for name in form.asked(texts) if name.startswith("q")]
            steps = walk(imported.guide, fit_answers(imported.guide, answers))
            assert [step.id for step in steps] == in_odk, f"seed {seed}, number {number}: {answers}\n{rows}"


# So that pytest counts it among the property tests, which `make soak` runs at full size.
test_conditions_of_foreign_forms_mean_the_same_here.is_hypothesis_test = True
