"""The nearest adversarial point, in three norms.
===============================================

How far may an input be moved before the prediction changes? The exact answer is the largest ball around it that the
decision boundary does not enter: a diamond, a disc, or a square. Where it touches lies the nearest adversarial point, a
pair of rational numbers, and the proof that there is no nearer one comes with it.
"""

# %%
# The network of the first picture, and inputs of all three classes.

from matplotlib import pyplot
from matplotlib.patches import Circle, Polygon

import tropnet
from tropnet.plot import plot_decision_boundary

net = tropnet.read(tropnet.models.path("wine"))
window = tropnet.box([1, "1/2"], [5, 4])
inputs = [["3/2", 2], [2, 3], [3, 2], [3, 3], [4, 1]]
boundary = tropnet.decision_boundary(net)

# %%
# Radii and points; of the l2 norm the square of the radius is rational.

radii = {norm: [tropnet.robustness_radius(net, x, norm) for x in inputs] for norm in ("l1", "l2", "linf")}
print(radii["linf"][0].point, float(radii["linf"][0]), radii["l2"][0].check())

# %%
# One picture for each norm.

titles = {"l1": "sum of the changes", "l2": "Euclidean distance", "linf": "largest change"}
figure, axes = pyplot.subplots(1, 3, figsize=(14, 4.6), layout="constrained", sharey=True)
for ax, (norm, found) in zip(axes, radii.items(), strict=True):
    plot_decision_boundary(boundary, ax=ax, window=window, names=[])
    for x, radius in zip(inputs, found, strict=True):
        s, t = map(float, tropnet.rational_array(x).fractions())
        r = float(radius)
        corners = {"l1": [(r, 0), (0, r), (-r, 0), (0, -r)], "linf": [(r, r), (-r, r), (-r, -r), (r, -r)]}
        ball = Circle((s, t), r) if norm == "l2" else Polygon([(s + a, t + b) for a, b in corners[norm]])
        ball.set(facecolor="white", edgecolor="#222222", alpha=0.75, linewidth=1.2, zorder=5)
        ax.add_patch(ball)
        p, q = radius.point.floats()
        ax.plot([s, p], [t, q], color="#222222", linewidth=1, zorder=6)
        ax.plot([s], [t], "o", color="#222222", markersize=5, zorder=7)
        ax.plot([p], [q], "o", color="#D55E00", markeredgecolor="white", markersize=8, zorder=8)
    ax.set_title(titles[norm], fontsize=12)
    ax.set_aspect("equal")
