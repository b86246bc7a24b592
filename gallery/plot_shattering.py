"""Gradients that shatter.
========================

The gradient of a ReLU network along a segment is a step function. With depth it gets more steps, and values close to
each other forget each other: its autocorrelation falls, in the mean from that of Brownian motion to that of white
noise (Balduzzi et al., 2017). Residual branches slow that down. One draw of each of four batch-normalised networks.
"""

# %%
# Weights are drawn once, as float16, and the gradient is computed exactly from them.

import numpy as np

from tropnet.plot import plot_shattering
from tropnet.theory.gradients import derivative_along, random_network

batch = np.linspace(-2, 2, 64)[:, None]
sizes = {"one layer": (1, "feedforward"), "four layers": (4, "feedforward"), "ten layers": (10, "feedforward"),
         "ten residual blocks": (10, "residual")}  # fmt: skip
gradients = {}
for name, (depth, kind) in sizes.items():
    net = random_network([1, *[16] * depth, 1], 2, kind=kind, dtype=np.float16, batch=batch)
    gradients[name] = derivative_along(net, [-2], [2])
    print(name, gradients[name].n_steps)

# %%
# The gradients, and their autocorrelations between the two extremes.

figure = plot_shattering(gradients, longest=0.3)
