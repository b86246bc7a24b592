r"""Looks-linear initialisation: a network with many regions of activation and a single affine piece.

With a mirrored pair of neurons for each row of a matrix W, :math:`(W, -W) ([z]_+, [-z]_+) = Wz`.  So the ReLU network
with the first layer :math:`(W_0; -W_0)`, hidden weights :math:`\begin{pmatrix} W & -W \\ -W & W \end{pmatrix}` and
output :math:`(W_L, -W_L)` computes the linear map :math:`W_L \cdots W_1 W_0`, whatever the matrices.  Balduzzi et al.
(2017) propose it as an initialisation that does not shatter gradients.

**Counts.**  The neurons of layer l are :math:`\pm` the rows of :math:`W_l \cdots W_0`, and so their walls are the
hyperplanes of a central arrangement, of all rows of all these products that are not zero.  ``proper_activation`` is
the number of its regions.  The two neurons of a pair are both inactive exactly on their wall, so a pattern tells the
sign vector: ``activation`` is the number of all its faces.  The function is linear: all other counts are 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import inverse
from tropnet.networks.network import Network
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.theory.bounds.bound import NOTIONS
from tropnet.theory.family import ExpectedCount, Family
from tropnet.theory.literature import BALDUZZI_2017, Citation

__all__ = ["LooksLinear"]


@dataclass(frozen=True)
class LooksLinear(Family):
    """The mirrored ReLU network of a product of matrices.

    Parameters
    ----------
    matrices : sequence of array-likes of rationals
        At least two, the first one (r_0, n); each has as many columns as the one before has rows.

    Raises
    ------
    ShapeError
        If the matrices do not fit together, or there are fewer than two.

    Source
    ------
    D. Balduzzi et al., The shattered gradients problem, 2017, Section 4.

    Examples
    --------
    >>> net = LooksLinear([[[1, 2], [0, 1]], [[1, -1]], [[3]]])
    >>> net.network().widths, net.matrix
    ((4, 2), RationalArray([[3, 3]]))
    >>> net.verify().holds
    True
    """

    matrices: Sequence[Any]

    citation: ClassVar[Citation] = BALDUZZI_2017.at("Section 4")

    def __post_init__(self) -> None:
        matrices = tuple(rational_array(matrix) for matrix in self.matrices)
        object.__setattr__(self, "matrices", matrices)
        shapes = [matrix.shape for matrix in matrices]
        if len(matrices) < 2 or any(len(shape) != 2 for shape in shapes):
            raise ShapeError(
                f"the matrices have the shapes {shapes}; give at least two matrices, the first one (r, n)"
            )
        for before, after in pairwise(shapes):
            if after[1] != before[0]:
                raise ShapeError(f"a matrix of shape {after} cannot follow one of shape {before}")

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator | int | None = None,
        shape: Sequence[int] = (2, 3, 2, 1),
        largest: int = 3,
    ) -> LooksLinear:
        """Small random integers.

        Parameters
        ----------
        rng : numpy Generator or seed, optional
        shape : sequence of int
            Inputs, rows of the hidden layers, outputs; a hidden layer has twice as many neurons.
        largest : int

        Examples
        --------
        >>> LooksLinear.sample(0, (3, 2, 2, 1)).network().widths
        (4, 4)
        """
        generator = np.random.default_rng(rng)
        return cls(
            [
                generator.integers(-largest, largest + 1, size=(rows, columns)).tolist()
                for columns, rows in pairwise(shape)
            ]
        )

    @classmethod
    def orthogonal(
        cls,
        rng: np.random.Generator | int | None = None,
        shape: Sequence[int] = (2, 2, 2, 1),
        largest: int = 3,
    ) -> LooksLinear:
        """Random rational matrices with orthonormal rows, or columns if there are fewer of these.

        They are parts of Cayley transforms (1 - S)(1 + S)^-1 of skew matrices S with small integers.  Gradients keep
        their length behind matrices with orthonormal columns: no layer makes the signal grow or fade.

        Parameters
        ----------
        rng, shape, largest
            As for :meth:`sample`; ``largest`` bounds the entries of S.

        Examples
        --------
        >>> first, last = LooksLinear.orthogonal(0, (3, 2, 4)).matrices
        >>> first @ first.T, last.T @ last
        (RationalArray([[1, 0], [0, 1]]), RationalArray([[1, 0], [0, 1]]))
        """
        generator = np.random.default_rng(rng)
        return cls(
            [
                _orthogonal(generator, max(rows, columns), largest)[:rows, :columns]
                for columns, rows in pairwise(shape)
            ]
        )

    def __repr__(self) -> str:
        return f"LooksLinear(matrices of shapes {[matrix.shape for matrix in self.matrices]})"

    @property
    def matrix(self) -> RationalArray:
        """The linear map, W_L ... W_0."""
        return self._products[-1]

    @property
    def _products(self) -> list[RationalArray]:
        products: list[RationalArray] = [self.matrices[0]]
        for matrix in self.matrices[1:]:
            products.append(matrix @ products[-1])
        return products

    def network(self) -> Network:
        """The mirrored network, without biases.

        >>> LooksLinear([[[2]], [[3]]]).network()([-5])
        RationalArray([-30])
        """
        first, *inner, last = self.matrices
        mirrored = [concatenate([concatenate([w, -w], 1), concatenate([-w, w], 1)]) for w in inner]
        return Network.from_arrays([concatenate([first, -first]), *mirrored, concatenate([last, -last], 1)])

    @property
    def expected(self) -> tuple[ExpectedCount, ...]:
        """All six counts on R^n."""
        rows = concatenate(self._products[:-1])
        walls = rows[np.flatnonzero(rows.sign().any(axis=1))]
        faces, regions = 1, 1
        if len(walls):
            arrangement = HyperplaneArrangement(walls)
            faces, regions = sum(arrangement.f_vector), arrangement.n_regions
        values = {
            "activation": (faces, "faces of the arrangement of all W_l ... W_0"),
            "proper_activation": (regions, "its regions"),
        }
        found = [ExpectedCount(notion, *value, self.citation) for notion, value in values.items()]
        return (*found, *(ExpectedCount(notion, 1, "1", self.citation) for notion in NOTIONS[2:]))


def _orthogonal(rng: np.random.Generator, n: int, largest: int) -> RationalArray:
    """The Cayley transform of a random skew matrix S; 1 + S is invertible, as the eigenvalues of S are imaginary."""
    upper = np.triu(rng.integers(-largest, largest + 1, size=(n, n)), 1)
    one, skew = RationalArray.eye(n), rational_array(upper - upper.T)
    transform: RationalArray = (one - skew) @ inverse(one + skew)
    return transform
