"""Who is twice in a list: probable duplicates by the match weights of record linkage, each pair explained.

Pure: records in, pairs out; nothing is looked up and nothing is kept. The terms are those of the field (Fellegi and
Sunter 1969): a *comparison* of one column has *levels*; each level has a *match weight*, the binary logarithm of how
much oftener it is seen between two records of one person than between two of different people; the weights add up, from
that of any pair before a look; a *blocking rule* says which pairs are looked at.
"""
