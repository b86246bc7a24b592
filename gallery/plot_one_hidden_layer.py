"""Why one hidden layer is not enough.
=====================================

A neuron of one hidden layer bends the function along a whole line, everywhere by the same jump. The maximum of 0, x and
y bends along half of the line y = 0: its jump is 1 at one of the marked points and 0 at the other, so no network with
one hidden layer computes it (Mukherjee and Basu, 2017). Where each line has one jump, as on the right, there is one.
"""

# %%
# The proof is a line and two of its points.

from matplotlib import pyplot

import tropnet
from tropnet import PiecewiseLinear, maximum
from tropnet.plot import plot_regions
from tropnet.theory.representation import one_hidden_layer

x, y = PiecewiseLinear.coordinates(2)
f = maximum(x, y, 0)
found = one_hidden_layer(f)
print(found.exists, found.witness, found.check())

# %%
# Another function, with one jump along each of its lines, and the smallest network.

g = abs(x - y) / 2 + maximum(x, 0) / 2 - abs(y + 1)
hidden = one_hidden_layer(g)
print(hidden.size, hidden.hinges, hidden.jumps, hidden.verify())

# %%
# Like colours mean like gradients; the dashed line is that of the proof.


def mark(ax, point, jump, offset):
    ax.plot(*point, "o", color="#D55E00", markeredgecolor="white", markersize=11, zorder=5)
    ax.annotate(f"{jump}", point, offset, textcoords="offset points", ha="center", va="center", fontsize=13)


window = tropnet.cube(2, radius=2)
figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4.9), layout="constrained")
plot_regions(f, ax=left, window=window, notion="open_connected")
plot_regions(g, ax=right, window=window, notion="open_connected")
left.axhline(0, color="black", linewidth=1, linestyle=(0, (6, 4)), zorder=4)
for point, jump in zip(found.witness.points.tolist(), found.witness.jumps, strict=True):
    mark(left, point, f"jump {jump}", (0, 16))
jumps = dict(zip(map(tuple, hidden.hinges.tolist()), hidden.jumps, strict=True))
for t in (-1.5, 1.5):
    mark(right, (t, t), jumps[1, -1, 0], (-14, 10))
    mark(right, (0, t), jumps[1, 0, 0], (16, 8))
    mark(right, (t, -1), jumps[0, 1, 1], (0, -16))
left.set_title("$\\max(0, x_1, x_2)$: two hidden layers", fontsize=12)
right.set_title("the same jump all along each line: one", fontsize=12)
