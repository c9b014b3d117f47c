"""Reading people out of files: which file it is, its rows as cells, its columns as what they mean, and their repairs.

Nothing in here writes to the database; the verbs are in `people.domain`.
"""
