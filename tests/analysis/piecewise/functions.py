"""Random small piecewise linear functions, built by operations and evaluated beside them in plain fractions."""

from fractions import Fraction

from hypothesis import strategies as st

from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum, minimum

small = st.integers(-2, 2)
rationals = st.fractions(-2, 2, max_denominator=3)


def leaves(n):
    """Affine functions as ("affine", gradient, constant)."""
    return st.tuples(st.just("affine"), st.lists(small, min_size=n, max_size=n), rationals)


def trees(n, max_leaves=4):
    """Expressions: nested tuples of an operation and its arguments."""

    def extend(parts):
        return st.one_of(
            st.tuples(st.sampled_from(["max", "min", "+", "-"]), parts, parts),
            st.tuples(st.just("abs"), parts),
            st.tuples(st.just("*"), rationals, parts),
        )

    return st.recursive(leaves(n), extend, max_leaves=max_leaves)


def value(tree, x):
    """The expression at a point, by the definition of every operation."""
    match tree:
        case ("affine", gradient, constant):
            return sum((Fraction(a) * b for a, b in zip(gradient, x, strict=True)), Fraction(constant))
        case ("max", f, g):
            return max(value(f, x), value(g, x))
        case ("min", f, g):
            return min(value(f, x), value(g, x))
        case ("+", f, g):
            return value(f, x) + value(g, x)
        case ("-", f, g):
            return value(f, x) - value(g, x)
        case ("abs", f):
            return abs(value(f, x))
        case ("*", factor, f):
            return factor * value(f, x)
    raise AssertionError(tree)


def function(tree):
    """The expression as a PiecewiseLinear, by its operators."""
    match tree:
        case ("affine", gradient, constant):
            return PiecewiseLinear.affine(gradient, constant)
        case ("max", f, g):
            return maximum(function(f), function(g))
        case ("min", f, g):
            return minimum(function(f), function(g))
        case ("+", f, g):
            return function(f) + function(g)
        case ("-", f, g):
            return function(f) - function(g)
        case ("abs", f):
            return abs(function(f))
        case ("*", factor, f):
            return factor * function(f)
    raise AssertionError(tree)


def text(tree):
    """The expression in the notation of formulas."""
    match tree:
        case ("affine", gradient, constant):
            return " + ".join([*(f"({a}) x{i}" for i, a in enumerate(gradient, 1)), f"({constant})"])
        case (("max" | "min") as name, f, g):
            return f"{name}({text(f)}, {text(g)})"
        case (("+" | "-") as sign, f, g):
            return f"({text(f)}) {sign} ({text(g)})"
        case ("abs", f):
            return f"|{text(f)}|"
        case ("*", factor, f):
            return f"({factor})*({text(f)})"
    raise AssertionError(tree)


def points(n):
    return st.lists(st.fractions(-4, 4, max_denominator=5), min_size=n, max_size=n)


def of_dimensions(strategy, most=3):
    """Values of a strategy that depends on the number of variables, for one, two and three of them."""
    return st.integers(1, most).flatmap(strategy)
