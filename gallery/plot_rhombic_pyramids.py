"""Four rhombic pyramids.
========================

Twice a tetrahedron is four corners around an octahedron. Cut the octahedron along its dashed axis into quarters and
give one to each corner: four pyramids over rhombi. Networks with two hidden layers have them and their common faces as
Newton polytopes, hence the tetrahedron too, and even the simplex over it with a fifth vertex: the maximum of five
numbers has two hidden layers (Bakaev et al., 2025).
"""

# %%
# A pyramid is the join of a point and a sum of two segments.  The formulas are proved.

from matplotlib import pyplot

from tropnet.plot import plot_polytope
from tropnet.polyhedra import Polyhedron, image
from tropnet.theory.depth import newton

pyramids = [part.polytope for part in newton.rhombic_pyramids()]
print([pyramid.f_vector for pyramid in pyramids])
print(newton.simplex_of_four().is_equivalent(newton.standard_simplex(4)))
print(newton.simplex_of_five().is_equivalent(newton.standard_simplex(5)))

# %%
# The unit vectors of four dimensions become the vertices of a regular tetrahedron.

TETRAHEDRON = [[1, -1, 1, -1], [1, -1, -1, 1], [1, 1, -1, -1]]
COLOURS = ("#6BAED6", "#F2C46D", "#66C2A5", "#DDA6C5")


def draw(ax, body, colour, apart=0):
    placed = image(body, TETRAHEDRON)
    plot_polytope(placed + placed.centroid * apart, ax=ax, colour=colour)


def sums(*pairs):
    return [[(k == i) + (k == j) for k in range(4)] for i, j in pairs]


# %%
# The corners and the octahedron, and the pyramids, moved apart.

figure, (left, right) = pyplot.subplots(1, 2, figsize=(10.4, 5), subplot_kw={"projection": "3d"})
edges = [(i, j) for i in range(4) for j in range(i)]
draw(left, Polyhedron.from_generators(sums(*edges)), "0.85")
for i, (pyramid, colour) in enumerate(zip(pyramids, COLOURS, strict=True)):
    corner = Polyhedron.from_generators(sums((i, i), *(edge for edge in edges if i in edge)))
    draw(left, corner, colour, apart=0.7)
    draw(right, pyramid, colour, apart=1.6)
for ax in (left, right):
    ax.plot([0, 0], [0, 0], [2, -2], color="black", linewidth=1.4, linestyle=(0, (4, 3)), zorder=100)
    ax.set(xlim=(-3.1, 3.1), ylim=(-3.1, 3.1), zlim=(-3.1, 3.1))
    ax.view_init(12, 80)
figure.subplots_adjust(left=0, right=1, bottom=0, top=1, wspace=0)
