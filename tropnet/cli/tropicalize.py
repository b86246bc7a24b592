"""``tropnet tropicalize``: a network as a tropical rational function."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from tropnet.analysis.tropical_form import tropicalize
from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.values import add_model, model
from tropnet.cli.work import add_work, executor, limit, shows_progress
from tropnet.interchange import save
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.newton import newton_polytope
from tropnet.tropical.rational import TropicalRational

__all__ = ["COMMAND"]


def _declare(parser: ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("-o", "--out", metavar="FILE", help="write the function to a file .json")
    parser.add_argument("--formula", action="store_true", help="print the function as well")
    add_json(parser)
    add_work(parser)


def _run(options: Namespace) -> None:
    with executor(options) as pool:
        f = tropicalize(model(options), executor=pool, progress=shows_progress(), limit=limit(options))
    if options.out:
        save(f, options.out)
    components = list(f) if isinstance(f, TropicalMap) else [f]
    facts = [_facts(component) for component in components]
    formulas = [str(component) for component in components] if options.formula else []
    data: dict[str, Any] = {"model": options.model, "variables": f.n_variables, "outputs": facts}
    if formulas:
        data["formulas"] = formulas
    answer(options, data, "\n".join([_table(facts), *formulas]))


def _facts(f: TropicalRational) -> dict[str, int]:
    """What is counted of one output."""
    p, q = f.numerator, f.denominator
    return {
        "numerator monomials": p.n_monomials,
        "denominator monomials": q.n_monomials,
        "numerator Newton vertices": len(newton_polytope(p).vertices),
        "denominator Newton vertices": len(newton_polytope(q).vertices),
    }


def _table(facts: list[dict[str, int]]) -> str:
    lines = ["output  numerator: monomials, Newton vertices  denominator: monomials, Newton vertices"]
    for number, own in enumerate(facts, start=1):
        p, q, first, second = own.values()
        lines.append(f"{number:<6}  {p:>19}, {first:>15}  {q:>21}, {second:>15}")
    return "\n".join(lines)


COMMAND = Command(
    "tropicalize",
    "a network as a difference of two maxima",
    "The tropical rational function that a network is: each output is a difference of two maxima of affine "
    "functions, none of which is redundant. Counts their monomials, and the vertices of their Newton "
    "polytopes.",
    _declare,
    _run,
)
