"""Match weights that Splink learns from a long list itself, on DuckDB in memory; the extra `linkage`.

Splink gives each level its weight by expectation maximisation: no list with known answers is needed, and none is used.
"""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from math import log2
from typing import Any

from letstalk.people.linkage.comparing import BLOCKING_RULES, COMPARISONS, TURNED_OR_SHORT, Comparison
from letstalk.people.linkage.records import Level, Pair, Part, Record

# Below this many records there are too few pairs of one person to learn from.
ENOUGH = 500
SEED = 1
SAMPLED_PAIRS = 1_000_000
LOWEST = -5.0

CERTAIN_RULES = (("given", "family", "born"), ("given", "family", "email"), ("given", "family", "phone"))
LEARNED_BY = (("born",), ("email",), ("phone",), ("postcode", "given"), ("place", "family"))
RECALL_OF_CERTAIN_RULES = 0.7


def can_learn() -> bool:
    """Whether the libraries are there."""
    return all(find_spec(name) is not None for name in ("splink", "duckdb", "pandas"))


def pairs_by_splink(records: Sequence[Record], beside: Sequence[Record] = ()) -> Iterator[Pair]:
    """Every pair a blocking rule brings together, weighed. With `beside`, only pairs with one from each of the two."""
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI()
    tables = [
        database.register(_frame(some), dataset_display_name=name)
        for name, some in (("one", records), ("other", beside))
        if some
    ]
    used = _filled_columns([*records, *beside])
    settings = _settings(used, "link_only" if beside else "dedupe_only")
    linker = Linker(tables if beside else tables[0], settings, log_level="ERROR")
    _learn(linker, used)
    found = linker.inference.predict(threshold_match_weight=LOWEST).as_pandas_dataframe()
    start = _bits(linker.misc.save_model_to_json()["probability_two_random_records_match"])
    for row in found.to_dict("records"):
        yield _pair(row, start, used)


def _frame(records: Sequence[Record]) -> Any:
    import pandas

    columns = [comparison.column for comparison in COMPARISONS]
    rows = [
        {"unique_id": record.id, "year": record.born[:4] or None}
        | {column: getattr(record, column) or None for column in columns}
        for record in records
    ]
    return pandas.DataFrame(rows, columns=["unique_id", "year", *columns]).astype(object)


def _filled_columns(records: Sequence[Record]) -> list[str]:
    """Those that say something in this list; of an empty one nothing can be learned."""
    return [
        comparison.column for comparison in COMPARISONS if any(getattr(record, comparison.column) for record in records)
    ]


def _within(rules: Sequence[tuple[str, ...]], used: list[str]) -> list[tuple[str, ...]]:
    known = {*used, "year"} if "born" in used else set(used)
    return [rule for rule in rules if known.issuperset(rule)]


def _settings(used: list[str], link_type: Any) -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type=link_type,
        comparisons=[_compared(one) for one in COMPARISONS if one.column in used],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _within(BLOCKING_RULES, used)],
        retain_intermediate_calculation_columns=True,
        em_convergence=0.001,
        max_iterations=15,
    )


def _compared(comparison: Comparison) -> Any:
    import splink.comparison_level_library as levels
    from splink.comparison_library import CustomComparison

    column = comparison.column
    by: dict[str, Any] = {"similarity": levels.JaroWinklerLevel, "edits": levels.DamerauLevenshteinLevel}
    alike = by.get(comparison.by)
    between: list[Any] = [alike(column, least) for least in comparison.likeness] if alike else []
    if column == "given":
        between[0] = levels.Or(between[0], levels.CustomLevel(TURNED_OR_SHORT))
    same = levels.ExactMatchLevel(column, term_frequency_adjustments=comparison.by_frequency)
    seen = zip([same, *between, levels.ElseLevel()], comparison.agreeing, comparison.chance, strict=True)
    # What the list is too poor to teach stays as judged.
    judged = [level.configure(m_probability=agreeing, u_probability=chance) for level, agreeing, chance in seen]
    return CustomComparison(output_column_name=column, comparison_levels=[levels.NullLevel(column), *judged])


def _learn(linker: Any, used: list[str]) -> None:
    from splink import block_on

    training = linker.training
    certain = [block_on(*rule) for rule in _within(CERTAIN_RULES, used)] or [block_on("given", "family")]
    training.estimate_probability_two_random_records_match(certain, recall=RECALL_OF_CERTAIN_RULES)
    training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for rule in _within(LEARNED_BY, used):
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule), fix_u_probabilities=True)


def _pair(row: dict[str, Any], start: float, used: list[str]) -> Pair:
    one, other = sorted((row["unique_id_l"], row["unique_id_r"]))
    parts = (_part(row, one) if one.column in used else Part(one.column, Level.UNKNOWN, 0.0) for one in COMPARISONS)
    return Pair(one, other, start, tuple(parts))


def _part(row: dict[str, Any], comparison: Comparison) -> Part:
    column, gamma = comparison.column, int(row[f"gamma_{comparison.column}"])
    if gamma < 0:
        return Part(column, Level.UNKNOWN, 0.0)
    weight = row[f"mw_{column}"] + row.get(f"mw_tf_adj_{column}", 0.0)
    # Splink counts the levels from below.
    return Part(column, comparison.levels[len(comparison.levels) - 1 - gamma], weight)


def _bits(probability: float) -> float:
    return log2(probability / (1 - probability))
