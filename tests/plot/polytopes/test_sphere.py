"""The visible half of a sphere: arcs and points lie on their planes, and in front."""

import numpy as np
import pytest

from tropnet import HyperplaneArrangement
from tropnet.plot.polytopes.sphere import Hemisphere
from tropnet.polyhedra.arrangements import braid_arrangement, reflection_arrangement


def lifted(points):
    """Points of the paper on the visible half of the sphere."""
    square = (np.asarray(points) ** 2).sum(axis=1)
    return np.column_stack([points, np.sqrt(np.clip(1 - square, 0, 1))])


@pytest.mark.parametrize("arrangement", [braid_arrangement(4), reflection_arrangement("B", 3)])
@pytest.mark.parametrize("view", [(24, 32), (-70, 200)])
def test_arcs_and_points_lie_on_their_planes(arrangement, view):
    seen = Hemisphere(arrangement, view)
    forms = seen.forms.floats() / np.linalg.norm(seen.forms.floats(), axis=1)[:, None]
    for form, arc in zip(forms, seen.arcs(), strict=True):
        np.testing.assert_allclose(lifted(arc) @ form, 0, atol=1e-7)
        np.testing.assert_allclose(arc[0], -arc[-1], atol=1e-12)
    places, numbers = seen.points()
    on = np.abs(lifted(places) @ forms.T) < 1e-7
    assert on.sum(axis=1).tolist() == numbers.tolist()


def test_angles_are_true():
    """Planes of the braid arrangement meet at angles of 60 and 90 degrees, also in the picture of rank 3."""
    forms = Hemisphere(braid_arrangement(4), (24, 32)).forms.floats()
    forms /= np.linalg.norm(forms, axis=1)[:, None]
    cosines = np.abs(forms @ forms.T)[np.triu_indices(6, 1)]
    assert sorted(cosines.round(9).tolist()) == [0.0] * 3 + [0.5] * 12


def test_views_turn_the_sphere():
    axes = HyperplaneArrangement([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(
        Hemisphere(axes, (0, 0)).forms.floats(), [[0, 1, 0], [1, 0, 0], [0, 0, 1]], atol=1e-15
    )
