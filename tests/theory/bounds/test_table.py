"""The table of bounds: hypotheses, counts, and how it is written."""

import json

import pytest
from exact.display.tables import TableReader

import tropnet
from tropnet import Network
from tropnet.errors import InputError
from tropnet.networks import Activation, Add, Dense, Maxout, Node, leaky_relu, relu
from tropnet.theory.bounds import NOTIONS, Architecture, bounds


def residual():
    hidden = [
        Node(Dense([[1, 1], [1, -1]]), (-1,)),
        Node(Activation(relu()), (0,)),
        Node(Dense([[1, 2], [0, 1]]), (1,)),
    ]
    return Network(
        [*hidden, Node(Add(), (-1, 2)), Node(Activation(relu()), (3,)), Node(Dense([[1, 1]]), (4,))], 2
    )


def row(table, name):
    return next(r for r in table.rows if r.name == name)


def test_skip_connections_leave_the_product_bound_only():
    table = bounds(residual())
    assert not row(table, "Serra et al.").applies
    assert "skip" in row(table, "Serra et al.").reason or "pass" in row(table, "Serra et al.").reason
    assert row(table, "Raghu et al.").applies
    assert table.holds


def test_leaky_relu_does_not_lose_rank():
    net = Network.sequential(
        [Dense([[1, 0], [0, 1], [1, 1]]), Activation(leaky_relu()), Dense([[1, 1, 1]])], 2
    )
    table = bounds(net)
    assert not row(table, "Serra et al.").applies
    assert row(table, "Hu, Zhang").applies


def test_maxout_has_bounds_of_its_own():
    net = Network.sequential(
        [Dense([[i, j] for i in range(3) for j in range(2)], [0, 1, 2, 3, 4, 7]), Maxout(3), Dense([[1, 1]])],
        2,
    )
    table = bounds(net)
    assert (
        row(table, "Montúfar, Ren, Zhang").value == 1 + 4 + 4
    )  # sum of elementary symmetric functions of 2, 2
    assert table.holds


@pytest.mark.parametrize("name", tropnet.models.names())
def test_trained_networks(name):
    net = tropnet.read(tropnet.models.path(name))
    table = bounds(net)
    assert table.holds
    assert (table.counts is None) == (net.input_dim > 5)
    if table.counts is not None:
        assert row(table, "First layer").value <= table.counts.proper_activation <= table.upper().value


def test_a_table_can_be_printed_and_read():
    table = bounds("2,100,100,1")
    text = str(table)
    assert "Serra et al." in text
    assert "do not apply" in text
    data = json.loads(json.dumps(table.as_dict()))
    values = {entry["name"]: entry["value"] for entry in data["bounds"] if entry["side"] == "upper"}
    assert values["All patterns"] == 2**200
    assert all(set(entry["notions"]) <= set(NOTIONS) for entry in data["bounds"])
    found = TableReader(table._repr_html_())
    assert found.rows[0] == ["", "value", "bound", "counts", "source"]
    shown = {(side.split()[0], name): value for side, value, name, *_ in found.rows[1:]}
    assert shown["upper", "All patterns"] == "1.607e+60"  # 2^200
    assert len(shown) == len(data["bounds"])
    assert len(found.notes) == len(data["not_applicable"])


@pytest.mark.parametrize("text", ["2,8,8,1", [2, 8, 8, 1], Architecture.of("2,8,8,1")])
def test_architectures_in_three_ways(text):
    assert bounds(text).architecture == Architecture.of("2,8,8,1")


def test_architectures_of_networks_are_those_of_their_shapes():
    net = Network.from_arrays([[[1, 2]] * 4, [[1] * 4] * 3, [[1, 1, 1]]])
    assert Architecture.of(net).widths == (4, 3)
    assert bounds(net).upper().value == bounds("2,4,3,1").upper().value


def test_bad_input():
    with pytest.raises(InputError, match="no network"):
        bounds("2,3,1", counts=True)
    with pytest.raises(InputError, match="write an architecture"):
        bounds("two,3,1")
