r"""Maximum flows with integer capacities, and the minimum cuts that prove them.

A flow from a source to a sink is maximal when no path of positive residual capacity leads there (Ford and Fulkerson
1956).  Taking shortest paths, there are at most (nodes times edges) of them (Edmonds and Karp 1972).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping
from typing import TypeVar

__all__ = ["maximum_flow"]

Vertex = TypeVar("Vertex", bound=Hashable)


def maximum_flow(capacities: Mapping[tuple[Vertex, Vertex], int], source: Vertex, sink: Vertex) -> int:
    """The value of a maximum flow, which is the capacity of a minimum cut.

    Parameters
    ----------
    capacities : mapping of pairs of vertices to int
        Of the directed edges, none negative.
    source, sink
        Two different vertices.

    Returns
    -------
    int

    Examples
    --------
    >>> maximum_flow({("s", "a"): 3, ("s", "b"): 1, ("a", "b"): 1, ("a", "t"): 1, ("b", "t"): 5}, "s", "t")
    3
    """
    residual: dict[Vertex, dict[Vertex, int]] = defaultdict(lambda: defaultdict(int))
    for (u, v), capacity in capacities.items():
        residual[u][v] += capacity
        residual[v][u] += 0
    value = 0
    while path := _shortest_path(residual, source, sink):
        amount = min(residual[u][v] for u, v in path)
        for u, v in path:
            residual[u][v] -= amount
            residual[v][u] += amount
        value += amount
    return value


def _shortest_path(
    residual: Mapping[Vertex, Mapping[Vertex, int]], source: Vertex, sink: Vertex
) -> list[tuple[Vertex, Vertex]]:
    """The edges of a shortest path of positive residual capacity, the last one first; empty if there is none."""
    found: dict[Vertex, Vertex] = {source: source}
    waiting = deque([source])
    while waiting and sink not in found:
        u = waiting.popleft()
        for v, capacity in residual[u].items():
            if capacity > 0 and v not in found:
                found[v] = u
                waiting.append(v)
    path = []
    v = sink
    while v in found and v != source:
        path.append((found[v], v))
        v = found[v]
    return path
