"""Labellings: components of graphs and classes of rows, against other ways to find them."""

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropnet.analysis.components import components, labels_of_rows, n_labels, renumbered, rows_not_in


def by_first_occurrence(keys):
    numbers = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


graphs = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40)
    )
)


@given(graphs)
def test_components_are_those_of_networkx(graph):
    n, edges = graph
    other = networkx.Graph(edges)
    other.add_nodes_from(range(n))
    root = {v: min(part) for part in networkx.connected_components(other) for v in part}
    labels = components(n, np.array(edges))
    assert labels.tolist() == by_first_occurrence(root[v] for v in range(n))


@pytest.mark.parametrize("order", ["ascending", "descending", "random"])
def test_long_paths(order):
    n = 20_000
    names = {
        "ascending": np.arange(n),
        "descending": np.arange(n)[::-1],
        "random": np.random.default_rng(0).permutation(n),
    }[order]
    path = np.stack([names[:-1], names[1:]], axis=1)
    assert n_labels(components(n, path)) == 1
    assert n_labels(components(n, np.delete(path, n // 2, axis=0))) == 2


def test_no_edges_and_no_vertices():
    assert components(3, np.empty((0, 2))).tolist() == [0, 1, 2]
    assert components(0, np.empty((0, 2))).tolist() == []
    assert n_labels(components(0, np.empty((0, 2)))) == 0


@given(st.lists(st.integers(-5, 5), max_size=30))
def test_renumbered(labels):
    found = renumbered(np.array(labels, dtype=np.intp))
    assert found.tolist() == by_first_occurrence(labels)
    assert renumbered(found).tolist() == found.tolist()
    assert n_labels(found) == len(set(labels))


matrices = st.integers(0, 3).flatmap(
    lambda width: st.lists(st.tuples(*[st.integers(-2, 2)] * width), max_size=20).map(
        lambda rows: np.array(rows, dtype=np.int8).reshape(len(rows), width)
    )
)


@given(matrices)
def test_labels_of_rows(rows):
    assert labels_of_rows(rows).tolist() == by_first_occurrence(map(tuple, rows.tolist()))
    # Neither the layout in memory nor the type of the numbers matters.
    assert labels_of_rows(np.asfortranarray(rows)).tolist() == labels_of_rows(rows.astype(np.int64)).tolist()


@given(st.integers(0, 3), st.data())
def test_rows_not_in(width, data):
    rows, others = (
        np.array(data.draw(st.lists(st.tuples(*[st.integers(0, 2)] * width), max_size=12)), np.uint8).reshape(
            -1, width
        )
        if width
        else np.zeros((data.draw(st.integers(0, 3)), 0), np.uint8)
        for _ in range(2)
    )
    found = list(map(tuple, rows_not_in(rows, others).tolist()))
    assert len(found) == len(set(found))
    assert set(found) == set(map(tuple, rows.tolist())) - set(map(tuple, others.tolist()))
