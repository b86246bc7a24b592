"""The pieces of a trained network and its decision boundary.
===========================================================

A ReLU network is affine on each cell of a polyhedral complex.  This one tells three cultivars of wine apart
by two measurements of the UCI wine data (Aeberhard and Forina, 1991).  Cells with like gradients have like
colours; thin lines are walls, where a neuron switches; thick lines are the decision boundary, where the
largest logit changes.  Every vertex of the picture is an exact rational point.
"""

# %%
# The network comes with tropnet.  Its cells and its boundary over the whole plane are exact.

from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image
from sklearn.datasets import load_wine

import tropnet
from tropnet.analysis.boundary import decision_boundary
from tropnet.models import path
from tropnet.networks.io import read
from tropnet.plot.colours import INK, PALETTE
from tropnet.plot.plane import plot_decision_boundary, plot_regions
from tropnet.polyhedra.polyhedron import Polyhedron

net = read(path("wine"))
regions = tropnet.linear_regions(net)
boundary = decision_boundary(net)
print(regions.counts)
print(boundary)

# %%
# The window holds the data.  What leaves it is cut, exactly too.

figure = Figure(figsize=(7.6, 5.6), layout="constrained")
window = Polyhedron.parse("[0,13/2]x[0,21/4]")
ax = plot_regions(regions, ax=figure.add_subplot(), window=window)
plot_decision_boundary(boundary, ax=ax, window=window, names=[])

wine = load_wine()
measured = wine.data[:, [wine.feature_names.index(name) for name in ("malic_acid", "flavanoids")]]
for cultivar, (marker, colour) in enumerate(zip("osD", PALETTE, strict=False)):
    chosen = measured[wine.target == cultivar]
    ax.scatter(
        *chosen.T, s=26, marker=marker, color=colour, edgecolors=INK, linewidths=0.7, zorder=5,
        label=f"cultivar {cultivar}",
    )  # fmt: skip
ax.set_xlabel("malic acid")
ax.set_ylabel("flavanoids", rotation=90)
ax.legend(loc="upper right", framealpha=0.95)

# %%
# A palette of 256 colours is enough, and keeps the file small.  (Pillow comes with matplotlib.)

images = Path(__file__).with_name("images")
images.mkdir(exist_ok=True)
figure.savefig(images / "wine.png", dpi=120, metadata={"Software": None})

with Image.open(images / "wine.png") as picture:
    picture.convert("RGB").quantize(256).save(images / "wine.png", optimize=True)
