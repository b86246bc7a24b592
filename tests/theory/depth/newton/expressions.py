"""Random constructions, and the points that they are the hulls of."""

from hypothesis import strategies as st

from tropnet.theory.depth.newton import Construction, VirtualConstruction, point


def points(n):
    return st.lists(st.integers(-3, 3), min_size=n, max_size=n).map(point)


def constructions(n, levels=2):
    """Constructions in R^n of at most this level."""
    if not levels:
        return points(n)
    lower = constructions(n, levels - 1)
    factors = st.sampled_from([0, 1, 2, "1/2"])
    joins = st.lists(st.tuples(factors, lower, lower), min_size=1, max_size=2)
    return st.tuples(points(n), joins).map(
        lambda drawn: sum((r * (p | q) for r, p, q in drawn[1]), start=drawn[0])
    )


def virtual_constructions(n, levels=2):
    return st.builds(VirtualConstruction, constructions(n, levels), constructions(n, levels))


def directions(n):
    return st.lists(st.integers(-5, 5), min_size=n, max_size=n)


def generating_points(construction: Construction):
    """All sums of one point of each summand; the hull of them is the polytope."""
    found = [construction.point.tolist()]
    for join, factor in construction.terms:
        union = generating_points(join.left) + generating_points(join.right)
        found = [[a + factor * b for a, b in zip(p, q, strict=True)] for p in found for q in union]
    return found
