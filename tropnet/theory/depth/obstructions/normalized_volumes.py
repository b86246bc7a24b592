r"""Volumes modulo a prime that keep a lattice polytope from being the polytope of a network with few hidden layers.

The support function :math:`h_P(x) = \max_{y \in P} y \cdot x` turns networks into polytopes: maxima become convex hulls
of unions, sums Minkowski sums.  Let :math:`\mathcal P_0` be the set of points of Z^n, and :math:`\mathcal P_{k+1}` the
set of all finite Minkowski sums of polytopes :math:`\mathrm{conv}(P \cup Q)` with P and Q in :math:`\mathcal P_k`.

* A ReLU network with integer weights, k hidden layers and a positively homogeneous function computes
  :math:`h_B - h_A` with A and B in :math:`\mathcal P_k`: its biases can be dropped (Hertrich and others, 2021,
  Proposition 2.3), and :math:`\max(h_B - h_A, 0) = h_{\mathrm{conv}(A \cup B)} - h_A`.  If it computes
  :math:`h_P`, then P + A = B.
* A network *without subtraction*, where every layer takes maxima of two sums of what came before, computes
  :math:`h_B` alone, and P = B.

The *normalized volume* Vol of a lattice polytope of dimension d is taken in the lattice of its affine hull and
multiplied by d!; it is an integer.  Fix a prime p.  Let :math:`\mathcal Q_k` be the set of the lattice polytopes all of
whose faces of dimension :math:`p^k` have a volume divisible by p.

**Lemma.**  For a polytope in :math:`\mathcal Q_k` also the volumes of all faces of larger dimension are divisible by p.

*Proof.*  A lattice polytope is cut into the pyramids from one of its vertices over the facets that do not contain it;
the volume of a pyramid is the volume of the facet times a number of lattice steps.  So if p divides the volumes of all
facets, it divides that of the polytope.  ∎

**Theorem.**  :math:`\mathcal P_k \subseteq \mathcal Q_k` for every prime p.

*Proof.*  Points have no faces of dimension 1.  Faces of P + Q are sums of a face of P and a face of Q, and faces of
:math:`\mathrm{conv}(P \cup Q)` are hulls of such unions, one of the two perhaps empty; so it is enough to look at the
polytopes themselves.

1. *Sums* of P and Q in :math:`\mathcal Q_k`, of dimension :math:`d = p^k`.  Vol(P + Q) is the sum of
   :math:`\binom{d}{i}` times the mixed volume of i copies of P and d - i copies of Q, an integer.  For 0 < i < d the
   prime p divides the binomial coefficient.  So modulo p the volume is that of P plus that of Q, which is 0 (flat ones
   count as 0).
2. *Hulls* of P and Q in :math:`\mathcal Q_k`, of dimension :math:`d = p^{k + 1}`.  The hull has a subdivision into
   joins of a face F of P and a face G of Q, of dimensions i and j with i + j + 1 = d and volume Vol(F) Vol(G) times an
   index of lattices, and such faces of P or of Q alone.  The larger of i and j is at least (d - 1) / 2, hence at least
   :math:`p^k`, and by the lemma p divides its volume.  ∎

**Corollary.**  If a face F of P has dimension :math:`p^k` and p does not divide its volume, then P is not in
:math:`\mathcal P_k`; nor is P + A = B for any A and B in :math:`\mathcal P_k`.

*Proof.*  The first follows from the second with A = 0.  Let P + A = B.  Taking the faces in a direction that defines F,
and projecting along a complement of the lattice parallel to F, we may assume that P = F is full-dimensional; faces and
projections of A and B stay in :math:`\mathcal P_k`.  By 1 the volume of B is that of P plus that of A modulo p, and p
divides both that of A and that of B.  ∎

By the lemma it does not help to look at larger faces: if the volume of one is not divisible by p, the same is true of
one of dimension :math:`p^k`.

**Denominators.**  Let all weights have a common denominator M that p does not divide.  Multiplied by M, the layers of
the network compute :math:`M^{k + 1} h_P` with integer weights, and the faces of :math:`M^{k + 1} P` have volumes
multiplied by powers of M.  So the corollary holds for such weights as well.

Source: C. Haase, C. Hertrich and G. Loho, Lower bounds on the depth of integral ReLU neural networks via lattice
polytopes, 2023, Theorem 16, for p = 2; G. Averkov, C. Hojny and M. Merkert, On the expressiveness of rational ReLU
neural networks with bounded depth, 2025, Theorems 14 and 15, for every p, with F = P in the corollary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import count
from math import prod
from typing import ClassVar

from tropnet.errors import EmptyDomainError, InputError, UnboundedError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.matrix import smith_normal_form
from tropnet.polyhedra.face_lattice import Face
from tropnet.polyhedra.measures.moments import normalized_volume
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.polyhedra.volume import pulling_triangulation
from tropnet.theory.depth.obstructions.primes import checked_prime

__all__ = [
    "NoVolumeObstruction",
    "VolumeObstruction",
    "depth_obstruction",
    "hidden_layers_lower_bound",
]


def depth_obstruction(
    polytope: Polyhedron, hidden_layers: int, prime: int = 2
) -> VolumeObstruction | NoVolumeObstruction:
    """A face whose volume proves that so few hidden layers do not compute the support function of a polytope.

    Parameters
    ----------
    polytope : Polyhedron
        Bounded, not empty, with integer vertices.
    hidden_layers : int
        The number k of hidden layers that is to be excluded.
    prime : int
        Networks are excluded whose weights have a common denominator that this prime does not divide, those with
        integer weights among them.

    Returns
    -------
    VolumeObstruction or NoVolumeObstruction
        The first face of dimension p^k that proves it; or that there is none, which says nothing on networks.

    Raises
    ------
    InputError
        If a vertex is not integral, the number of layers is negative, or p is no prime.
    UnboundedError, EmptyDomainError
        If the polyhedron is no polytope.

    Source
    ------
    Haase, Hertrich and Loho, 2023, Theorem 16; Averkov, Hojny and Merkert, 2025, Theorems 14 and 15.

    Examples
    --------
    The maximum of 0 and four variables takes three hidden layers, if all weights are integers.  For weights that are
    integers and halves, or decimal fractions, 3 is the prime to take:

    >>> from tropnet.polyhedra.bodies import cube, simplex
    >>> found = depth_obstruction(simplex(4), 2)
    >>> found, found.check()
    (<VolumeObstruction to 2 hidden layers: a face of volume 1, not divisible by 2>, True)
    >>> depth_obstruction(simplex(4), 2, 3)
    <NoVolumeObstruction to 2 hidden layers modulo 3>

    A zonotope has one hidden layer:

    >>> depth_obstruction(cube(4), 1).found
    False
    """
    _check_lattice_polytope(polytope)
    k = integer_at_least(0, hidden_layers, "the number of hidden layers")
    p = checked_prime(prime)
    lattice = polytope.face_lattice
    for face in lattice.faces(p**k):
        volume = int(normalized_volume(lattice.polyhedron_of(face)))
        if volume % p:
            return VolumeObstruction(polytope, k, p, _normal(polytope, face), volume)
    return NoVolumeObstruction(polytope, k, p)


def hidden_layers_lower_bound(polytope: Polyhedron, prime: int = 2) -> int:
    """The number of hidden layers that the volumes of the faces prove to be needed for the support function.

    Parameters
    ----------
    polytope, prime
        As for :func:`depth_obstruction`, with the same hypothesis on the weights.

    Returns
    -------
    int
        0 for a point.

    Raises
    ------
    InputError, UnboundedError, EmptyDomainError
        As for :func:`depth_obstruction`.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import cube, simplex
    >>> [hidden_layers_lower_bound(simplex(n)) for n in range(6)], hidden_layers_lower_bound(cube(3))
    ([0, 1, 2, 2, 3, 3], 1)
    """
    # By the lemma, without an obstruction to k layers there is none to more.
    excluded = next(k for k in count() if not depth_obstruction(polytope, k, prime).found)
    # Without a hidden layer there are linear functions only, of points.
    return max(excluded, 1) if polytope.dim else 0


@dataclass(frozen=True, repr=False)
class VolumeObstruction:
    """A face of a lattice polytope whose volume excludes a number of hidden layers.

    Attributes
    ----------
    polytope : Polyhedron
    hidden_layers : int
    prime : int
    normal : RationalArray, shape (n,)
        The face is where this linear function is largest on the polytope.
    volume : int
        The normalized volume of the face.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import simplex
    >>> found = depth_obstruction(simplex(3), 1)
    >>> found.face.vertices.tolist(), found.volume
    ([[0, 0, 0], [0, 0, 1], [0, 1, 0]], 1)
    >>> print(found)
    a face of dimension 2 has the normalized volume 1, which 2 does not divide
      if the weights have a common denominator that 2 does not divide
      then at least 2 hidden layers compute the support function
    """

    polytope: Polyhedron
    hidden_layers: int
    prime: int
    normal: RationalArray
    volume: int

    found: ClassVar[bool] = True

    @cached_property
    def face(self) -> Polyhedron:
        """The face."""
        heights = (self.polytope.vertices @ self.normal).tolist()
        top = [i for i, height in enumerate(heights) if height == max(heights)]
        return Polyhedron.from_generators(self.polytope.vertices[top])

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """What is required of the networks that are excluded."""
        return (f"the weights have a common denominator that {self.prime} does not divide",)

    @property
    def conclusion(self) -> str:
        """What is proved of them."""
        layers = self.hidden_layers + 1
        return f"at least {layers} hidden layer{'s' * (layers > 1)} compute the support function"

    def check(self) -> bool:
        """Whether dimension and volume prove it; the volume is found anew.

        The face is triangulated by pulling its vertices in the opposite order, and the volume of a simplex is the
        product of the invariant factors of its edges.

        Examples
        --------
        >>> from dataclasses import replace
        >>> from tropnet.polyhedra.bodies import simplex
        >>> found = depth_obstruction(simplex(4), 2)
        >>> found.check(), replace(found, volume=3).check(), replace(found, hidden_layers=3).check()
        (True, False, False)
        """
        face = self.face
        corners = face.vertices[::-1]
        simplices = pulling_triangulation(face.incidence[:, ::-1], face.dim)
        volume = sum(
            _index(corners[others] - corners[first]) for first, *others in map(list, simplices.tolist())
        )
        return bool(
            face.dim == self.prime**self.hidden_layers
            and face.vertices.denominator == 1
            and volume == self.volume
            and volume % self.prime != 0
        )

    def __repr__(self) -> str:
        layers = f"{self.hidden_layers} hidden layer{'s' * (self.hidden_layers != 1)}"
        return (
            f"<VolumeObstruction to {layers}: a face of volume {self.volume}, not divisible by {self.prime}>"
        )

    def __str__(self) -> str:
        lines = [
            f"a face of dimension {self.face.dim} has the normalized volume {self.volume}, "
            f"which {self.prime} does not divide",
            *(f"  if {hypothesis}" for hypothesis in self.hypotheses),
            f"  then {self.conclusion}",
        ]
        return "\n".join(lines)


@dataclass(frozen=True, repr=False)
class NoVolumeObstruction:
    """No face of a polytope has a dimension and a volume that exclude a number of hidden layers.

    This does not say that so many hidden layers are enough.

    Attributes
    ----------
    polytope : Polyhedron
    hidden_layers : int
    prime : int
    """

    polytope: Polyhedron
    hidden_layers: int
    prime: int

    found: ClassVar[bool] = False

    def __repr__(self) -> str:
        layers = f"{self.hidden_layers} hidden layer{'s' * (self.hidden_layers != 1)}"
        return f"<NoVolumeObstruction to {layers} modulo {self.prime}>"


def _check_lattice_polytope(polytope: Polyhedron) -> None:
    checked_polyhedron(polytope)
    if polytope.is_empty:
        raise EmptyDomainError(f"{polytope!r} is empty and has no support function; give a lattice polytope")
    if not polytope.is_bounded:
        raise UnboundedError(f"{polytope!r} is unbounded; give a lattice polytope")
    if polytope.vertices.denominator != 1:
        raise InputError(
            f"{polytope!r} has vertices with the common denominator {polytope.vertices.denominator}; multiply it by "
            "that number, which is allowed if the prime does not divide it"
        )


def _normal(polytope: Polyhedron, face: Face) -> RationalArray:
    """A vector in the interior of the normal cone of a face: the sum of the normals of the facets that contain it."""
    facets = list(face.facets)
    total: RationalArray = polytope.inequalities[facets, :-1].sum(axis=0)
    return total


def _index(edges: RationalArray) -> int:
    """The index of the lattice that independent integer rows span in all integer vectors of their linear span."""
    form = smith_normal_form(edges).tolist()
    return prod(abs(int(row[i])) for i, row in enumerate(form))
