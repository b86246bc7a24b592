"""Networks at a glance: the rows of layers, and their table."""

import pytest
from exact.display.tables import TableReader

import tropnet
from tropnet.analysis.report import describe
from tropnet.networks import Activation, Add, Dense, Network, Node, absolute, identity, relu
from tropnet.networks.summary import is_sequence, layer_rows

residual = Network(
    [
        Node(Dense([[1, 1], [0, 2]]), (-1,), "<first>"),
        Node(Activation(absolute()), (0,)),
        Node(Add(), (-1, 1)),
    ],
    input_shape=2,
    provenance=["read from <a & b>"],
)


def test_a_sequence():
    net = Network.from_arrays([[[1, 2]] * 8, [[1] * 8] * 3, [[1, 1, 1]]], [[1] * 8, None, None])
    found = TableReader(net._repr_html_())
    assert found.rows == [
        ["", "layer", "output", "neurons", "parameters"],
        ["0", "Dense", "8", "", "24"],
        ["1", "Activation", "8", "8", ""],
        ["2", "Dense", "3", "", "24"],
        ["3", "Activation", "3", "3", ""],
        ["4", "Dense", "1", "", "3"],
    ]
    assert found.caption == "Network 2 → 1, 2 hidden layers, 11 neurons, 51 parameters"
    assert found.notes == []


def test_a_graph_has_its_sources_names_and_provenance():
    found = TableReader(residual._repr_html_())
    assert found.rows[0] == ["", "layer", "of", "output", "neurons", "parameters"]
    assert [row[1:3] for row in found.rows[1:]] == [
        ["Dense '<first>'", "input"],
        ["Activation", "0"],
        ["Add", "input, 1"],
    ]
    assert found.notes == ["read from <a & b>"]
    assert not is_sequence(layer_rows(residual))


@pytest.mark.parametrize("net", [residual, tropnet.read(tropnet.models.path("wine"))])
def test_the_table_agrees_with_the_report(net):
    facts = {fact.key: fact.value for fact in describe(net).facts}
    rows = [dict(zip(["i", "layer", *rest], row, strict=True)) for rest, row in _named(net)]
    assert [row["layer"].split(" ")[0] for row in rows] == [layer["layer"] for layer in facts["layers"]]
    assert sum(int(row["parameters"] or 0) for row in rows) == facts["parameters"]
    assert sum(int(row["neurons"] or 0) for row in rows) == facts["neurons"]


def _named(net):
    head, *rows = TableReader(net._repr_html_()).rows
    return [(head[2:], row) for row in rows]


def test_gates_that_do_not_bend_are_no_neurons():
    net = Network.sequential([Dense([[1], [1]]), Activation([relu(), identity()])], 1)
    assert TableReader(net._repr_html_()).rows[2] == ["1", "Activation", "2", "1", ""]


def test_many_neurons_are_not_counted_and_many_layers_are_left_out():
    wide = Network.sequential([Activation(relu())], (300, 300))
    found = TableReader(wide._repr_html_())
    assert found.rows[1] == ["0", "Activation", "300 x 300", "", ""]
    assert found.caption == "Network 300 x 300 → 300 x 300, 0 parameters"
    assert "is_gated" not in vars(wide)
    deep = Network.from_arrays([[[1]]] * 50)
    rows = TableReader(deep._repr_html_()).rows[1:]
    assert len(rows) == 41
    assert rows[-2] == ["⋮"] * 5
    assert rows[-1][0] == "98"
