"""The report on a network: what is worth knowing, each fact with one sentence of explanation.

Over all of space, or inside a domain, for up to five inputs, everything: the pieces by six definitions, the
faces of the complex, what becomes of the neurons, the decision boundary.  With more inputs nobody can list
the pieces; then the report tells of the layers and of the one piece around a point, which is exact all the
same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from textwrap import wrap
from typing import Any

from tropnet.analysis.boundary import DecisionBoundary, decision_boundary
from tropnet.analysis.counts import EXPLANATIONS, count_text
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.local import Norm, Region, region_at
from tropnet.analysis.regions import LinearRegions, NeuronSummary, linear_regions
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArrayLike
from tropnet.networks import Network, Neuron, stages
from tropnet.networks.summary import LayerRow, is_sequence, layer_rows, shape_text
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["MOST_INPUTS", "Fact", "Report", "Section", "describe", "report"]

MOST_INPUTS = 5
"""With more inputs than these, a report does not enumerate the cells."""

WIDTH = 100
# Where a line must not be wrapped; printed as a space.
FIXED_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Fact:
    """One line of a report.

    Attributes
    ----------
    key : str
        Its name for programs.
    label : str
        Its name for readers.
    value : object
        Of types that JSON knows.
    explanation : str
        What it means.
    text : str
        The value as readers see it; ``str(value)`` if left out.
    """

    key: str
    label: str
    value: Any
    explanation: str = ""
    text: str = ""

    @property
    def shown(self) -> str:
        """The value as readers see it."""
        return self.text or str(self.value)


@dataclass(frozen=True)
class Section:
    """Some facts under a title."""

    key: str
    title: str
    facts: tuple[Fact, ...]
    note: str = ""

    def __str__(self) -> str:
        return "\n".join([self.title, "-" * len(self.title), *self._lines()]).replace(FIXED_SPACE, " ")

    def _lines(self) -> Iterator[str]:
        labels = max((len(fact.label) for fact in self.facts), default=0)
        values = max((len(fact.shown) for fact in self.facts if fact.explanation), default=0)
        for fact in self.facts:
            if fact.explanation:
                start = f"  {fact.label:<{labels}}  {fact.shown:>{values}}  "
                body = wrap(fact.explanation, max(WIDTH - len(start), 30))
            else:
                start = f"  {fact.label:<{labels}}  "
                body = [
                    line for part in fact.shown.split("\n") for line in wrap(part, WIDTH - len(start)) or [""]
                ]
            yield start + body[0]
            yield from (" " * len(start) + line for line in body[1:])
        yield from ("  " + line for line in wrap(self.note, WIDTH - 2))


@dataclass(frozen=True)
class Report:
    """What :func:`report` found; ``str`` is the text for readers.

    Attributes
    ----------
    network : Network
    sections : tuple of Section
    regions : LinearRegions or None
    boundary : DecisionBoundary or None
        None where the inputs are too many.
    """

    network: Network
    sections: tuple[Section, ...]
    regions: LinearRegions | None = field(default=None, repr=False)
    boundary: DecisionBoundary | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.sections))

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """The values by section and key, of types that JSON knows."""
        return {
            section.key: {fact.key: fact.value for fact in section.facts}
            | ({"note": section.note} if section.note else {})
            for section in self.sections
        }


def report(
    net: Network,
    within: Polyhedron | None = None,
    *,
    at: RationalArrayLike | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Report:
    """The report on a network.

    Parameters
    ----------
    net : Network
        With any number of inputs.
    within : Polyhedron, optional
        A full-dimensional domain.
    at : array-like of rationals, optional
        A point, the region of which is described too.  Where cells are not enumerated, the origin or a point
        of the domain when omitted.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Raises
    ------
    LimitReachedError
        If the limit is reached.
    ShapeError, EmptyDomainError
        If the domain does not fit the network, or has no interior.
    InputError
        If the point lies outside the domain.

    Examples
    --------
    >>> tent = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])
    >>> found = report(tent)
    >>> print(found.sections[2])
    The complex of its cells
    ------------------------
      f-vector              (3, 4)  faces of dimension 0 to 1: vertices, cells
      Euler characteristic      -1  alternating sum of the f-vector, here that of R^1: (-1)^1
      bounded cells         2 of 4  the others reach infinity
    >>> found.as_dict()["linear_regions"]["affine"]
    3
    """
    clock = _Clock()
    sections = [describe(net)]
    regions = boundary = None
    if net.input_dim <= MOST_INPUTS:
        with clock.running("cells", "slicing"):
            regions = linear_regions(net, within, executor=executor, progress=progress, limit=limit)
        with clock.running("counts", "six counts"):
            sections.append(_counts(regions))
        with clock.running("complex", "faces and neurons"):
            sections += [_complex(regions), _neurons(regions)]
        with clock.running("boundary", "decision boundary"):
            boundary = decision_boundary(
                net, within=within, executor=executor, progress=progress, limit=limit
            )
            sections.append(_boundary(boundary))
    if at is not None or regions is None:
        with clock.running("region", "region at the point"):
            sections.append(_region_at(net, at, within))
    sections.append(clock.section())
    return Report(net, tuple(sections), regions, boundary)


class _Clock:
    """The time that the parts of a report take."""

    def __init__(self) -> None:
        self.parts: list[Fact] = []

    @contextmanager
    def running(self, key: str, label: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        seconds = time.perf_counter() - begun
        self.parts.append(Fact(key, label, round(seconds, 4), text=f"{seconds:.2f} s"))

    def section(self) -> Section:
        total = sum(fact.value for fact in self.parts)
        whole = Fact("total", "in all", round(total, 4), text=f"{total:.2f} s")
        return Section("seconds", "Time", (*self.parts, whole))


# -- the network -----------------------------------------------------------------------------------


def describe(net: Network) -> Section:
    """Layers, sizes and provenance of a network.

    Examples
    --------
    >>> print(describe(Network.from_arrays([[[1, 2], [3, 4]], [[1, 1]]])))
    The network
    -----------
      inputs         2
      outputs        1
      hidden layers  1
      widths         2
      neurons        2
      parameters     6
      layers         0  Dense       -> 2  4 parameters
                     1  Activation  -> 2
                     2  Dense       -> 1  2 parameters
    """
    facts = [
        Fact("inputs", "inputs", net.input_dim, text=shape_text(net.input_shape)),
        Fact("outputs", "outputs", net.output_dim, text=shape_text(net.output_shape)),
        Fact("hidden_layers", "hidden layers", net.hidden_layers),
        Fact("widths", "widths", list(net.widths), text=" + ".join(map(str, net.widths)) or "none"),
        Fact("neurons", "neurons", net.size),
        Fact("parameters", "parameters", net.n_parameters),
        _layers(net),
    ]
    if net.provenance:
        facts.append(Fact("provenance", "provenance", list(net.provenance), text="\n".join(net.provenance)))
    return Section("network", "The network", tuple(facts))


def _layers(net: Network) -> Fact:
    rows = layer_rows(net)
    return Fact("layers", "layers", [row.as_dict() for row in rows], text=_layer_table(rows))


def _layer_table(rows: Sequence[LayerRow]) -> str:
    """The layers in columns, those of a graph with the numbers of the layers that feed them."""
    is_plain = is_sequence(rows)
    cells = [_layer_cells(i, row, is_plain) for i, row in enumerate(rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in cells
    ]
    return "\n".join(line.replace(" ", FIXED_SPACE) for line in lines)


def _layer_cells(i: int, row: LayerRow, is_plain: bool) -> list[str]:
    n = row.n_parameters
    fed = [] if is_plain else [f"of {row.sources}"]
    parameters = f"{n} parameter{'s' * (n != 1)}" if n else ""
    return [str(i), row.layer, *fed, f"-> {row.shape}", parameters]


# -- the pieces ------------------------------------------------------------------------------------


def _counts(regions: LinearRegions) -> Section:
    facts = []
    for key, value in regions.counts.as_dict().items():
        facts.append(Fact(key, key.replace("_", " "), _json(value), EXPLANATIONS[key], count_text(value)))
    domain = "over all of space" if regions.within is None else f"in the domain {regions.within!r}"
    return Section("linear_regions", f"Linear regions by six definitions, {domain}", tuple(facts))


def _json(value: int | tuple[int, int]) -> int | list[int]:
    return list(value) if isinstance(value, tuple) else value


FACES = ("vertices", "edges", "polygons")


def _complex(regions: LinearRegions) -> Section:
    n, n_bounded = regions.network.input_dim, int(regions.is_bounded.sum())
    names = [FACES[k] if k < len(FACES) else f"{k}-faces" for k in range(n)] + ["cells"]
    dimensions = f"faces of dimension 0 to {n}: {', '.join(names)}"
    alternating = f"alternating sum of the f-vector, here that of {_euler(regions)}"
    of_all = f"{n_bounded} of {len(regions)}"
    facts = (
        Fact("f_vector", "f-vector", list(regions.f_vector), dimensions, str(regions.f_vector)),
        Fact("euler_characteristic", "Euler characteristic", regions.euler_characteristic, alternating),
        Fact("bounded_cells", "bounded cells", n_bounded, "the others reach infinity", of_all),
    )
    return Section("complex", "The complex of its cells", facts)


def _euler(regions: LinearRegions) -> str:
    n, within = regions.network.input_dim, regions.within
    if within is None:
        return f"R^{n}: (-1)^{n}"
    if within.is_bounded:
        return "a polytope: 1"
    lines = len(within.lineality_space)
    is_cylinder = len(within.inequalities) == 0
    if is_cylinder:
        return f"R^{n}: (-1)^{n}"
    return "an unbounded polyhedron with a vertex: 0" if not lines else "an unbounded polyhedron"


MOST_NAMED = 12


def _neurons(regions: LinearRegions) -> Section:
    neurons = stages(regions.network).neurons
    fates = list(zip(neurons, regions.neuron_summary(), strict=True))

    def chosen(key: str, text: str, test: Callable[[NeuronSummary], bool]) -> Fact:
        found = [neuron for neuron, fate in fates if test(fate)]
        value = [{"hidden_layer": neuron.hidden_layer, "unit": neuron.unit} for neuron in found]
        return Fact(key, key.replace("_", " "), value, text + _named(found), str(len(found)))

    facts = (
        chosen("dead", "never active on a cell", lambda fate: fate.is_dead),
        chosen("always_active", "on one piece everywhere, not the first", lambda fate: fate.is_always_active),
        chosen("never_a_wall", "between no two cells, as all of the above", lambda fate: not fate.is_wall),
    )
    return Section("neurons", f"Its {len(neurons)} neurons", facts)


def _named(neurons: Sequence[Neuron]) -> str:
    names = [f"{neuron.hidden_layer}.{neuron.unit}" for neuron in neurons]
    if len(names) > MOST_NAMED:
        names[MOST_NAMED:] = ["..."]
    return f" (layer.unit, counted from 0: {', '.join(names)})" if names else ""


def _boundary(boundary: DecisionBoundary) -> Section:
    k, parts = boundary.network.output_dim, boundary.n_decision_regions
    rule = "the largest of the outputs wins" if k > 1 else "the output is positive, or not"
    facts = (
        Fact("classes", "classes", max(k, 2), rule),
        Fact("pieces", "pieces", boundary.n_pieces, "polyhedra of codimension one, each between two cells"),
        Fact("decision_regions", "decision regions", parts, "connected parts of space with one class"),
    )
    return Section("decision_boundary", "The decision boundary", facts)


# -- the piece at a point --------------------------------------------------------------------------


def _region_at(net: Network, at: RationalArrayLike | None, within: Polyhedron | None) -> Section:
    note = "" if net.input_dim <= MOST_INPUTS else _advice(net)
    if at is not None:
        return _local("the given point", region_at(net, at, within), at, note)
    point = [0] * net.input_dim if within is None else within.interior_point
    name = "the origin" if within is None else "a point of the domain"
    try:
        return _local(name, region_at(net, point, within), point, note)
    except InputError as error:
        # Without biases, say, all walls of the first layer pass through the origin.
        return Section(
            "region", f"The linear region at {name}", (), f"There is not one: {error}. {note}".strip()
        )


def _advice(net: Network) -> str:
    return (
        f"With {net.input_dim} inputs the cells are too many to be listed. Look at the plane through three "
        "points (--slice on the command line, restrict_to_plane in Python), or at the region of another "
        "point (--at, region_at)."
    )


NORMS: tuple[tuple[Norm, str], ...] = (("l1", "l1"), ("l2", "l2, squared"), ("linf", "l-infinity"))


def _local(name: str, region: Region, point: RationalArrayLike, note: str) -> Section:
    facts = [
        Fact("pattern", "pattern", list(region.pattern), text=_pattern(region)),
        Fact("facets", "facets", len(region.facets), f"of {len(region.pattern)} neurons and the domain"),
        Fact("neighbours", "neighbours", len(region.neighbours), "regions on the other side of a facet"),
        Fact("is_bounded", "bounded", region.is_bounded, "", "yes" if region.is_bounded else "no"),
    ]
    if region.facets:
        facts += [_distance(norm, label, region.distance_to_walls(point, norm)) for norm, label in NORMS]
    return Section("region", f"The linear region at {name}", tuple(facts), note)


def _distance(norm: Norm, label: str, distance: Fraction) -> Fact:
    return Fact(
        "distance_l2_squared" if norm == "l2" else f"distance_{norm}",
        f"distance, {label}",
        str(distance),
        "of the point from the boundary of its region",
        _about(distance),
    )


def _about(value: Fraction) -> str:
    return str(value) if len(str(value)) <= 12 else f"about {float(value):.6g}"


def _pattern(region: Region) -> str:
    pattern = region.pattern
    if max(pattern, default=0) > 9:
        return " ".join(map(str, pattern))
    digits, groups = iter("".join(map(str, pattern))), region.walled.network.widths
    return " | ".join("".join(next(digits, "") for _ in range(width)) for width in groups)
