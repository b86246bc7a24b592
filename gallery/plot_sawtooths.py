"""Sawtooths of depth 1 to 5.
============================

The composition of k sawtooth functions with w pieces has w^k pieces on an interval, and k hidden layers of w neurons
compute it; one hidden layer needs about as many neurons as there are pieces (Arora, Basu, Mianjy and Mukherjee, 2018,
Theorem 3.2). Every picture adds one layer; the parameters of the layers are free.
"""

# %%
# A member of the family, and its first layers.

from matplotlib import pyplot

import tropnet
from tropnet.plot import plot_function
from tropnet.theory.families import SawtoothComposition
from tropnet.theory.gaps import size_lower_bound

points = [["1/3", "3/5"], ["1/4", "2/3"], ["1/2", "4/5"], ["1/3", "1/2"], ["1/4", "3/4"]]
members = [SawtoothComposition(points[:k]) for k in range(1, 6)]

# %%
# The number of pieces is exact, and so is the number of neurons that one hidden layer would need.

figure, rows = pyplot.subplots(5, 1, sharex=True, figsize=(8.4, 8), layout="constrained")
for k, (ax, member) in enumerate(zip(rows, members, strict=True), start=1):
    f = member.function()
    plot_function(f, ax=ax, window=tropnet.box([0], [1]))
    ax.lines[0].set_linewidth(1.8 - 0.25 * k)
    for dots in ax.lines[1:]:
        dots.set_visible(k < 3)
    ax.set(xlabel="x" if k == 5 else "", ylabel="", yticks=[0, 1])
    ax.set_title(
        f"depth {k}, {3 * k} neurons: {member.n_monotone_pieces} pieces; one hidden layer needs "
        f"{size_lower_bound(f.n_pieces, 1)} neurons",
        loc="left", fontsize=10,
    )  # fmt: skip
