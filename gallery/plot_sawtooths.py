"""Sawtooths: how depth multiplies pieces.
=======================================

The composition of k sawtooth functions with w pieces has w^k pieces on an interval (Arora, Basu, Mianjy and Mukherjee,
2018, Theorem 3.2), and k hidden layers of w neurons compute it.  In one hidden layer it takes w^k - 1 neurons at
least. Each picture adds one layer; the parameters of every layer are chosen freely.
"""

# %%
# A member of the family, and its first layers.

from pathlib import Path

from matplotlib.figure import Figure

from tropnet.plot.colours import INK, PALETTE
from tropnet.theory.families import SawtoothComposition
from tropnet.theory.gaps import size_lower_bound

points = [["1/3", "3/5"], ["1/4", "2/3"], ["1/2", "4/5"], ["1/3", "1/2"]]
members = [SawtoothComposition(points[:k]) for k in range(1, 5)]

# %%
# The number of pieces is exact, and so is the number of neurons that one hidden layer would need.

figure = Figure(figsize=(8, 6.4), layout="constrained")
for ax, member in zip(figure.subplots(4, 1, sharex=True), members, strict=True):
    f = member.function()
    places = [x for x in f.breakpoints if 0 <= x <= 1] + [1]
    ax.plot([float(x) for x in places], [float(f(x)) for x in places], color=PALETTE[0], linewidth=1.4)
    ax.set_ylim(-0.08, 1.08)
    ax.set_yticks([0, 1])
    k, pieces = len(member.widths), member.n_monotone_pieces
    ax.set_title(
        f"{k} hidden layer{'s' * (k > 1)}, {3 * k} neurons: {pieces} pieces on [0, 1]; "
        f"one hidden layer needs {size_lower_bound(f.n_pieces, 1)} neurons",
        fontsize=10, color=INK, loc="left",
    )  # fmt: skip
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)

# %%
# The picture is a file of the gallery.

figure.savefig(Path(__file__).with_name("images") / "sawtooths.png", dpi=110, metadata={"Software": None})
