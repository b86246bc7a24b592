"""A network is a difference of two maxima.
=========================================

Every ReLU network is a tropical rational function: a maximum of affine functions, the numerator, minus another one, the
denominator (Zhang, Naitzat and Lim, 2018, Theorem 5.4). The function bends where the one or the other does, unless
their bends cancel.
"""

# %%
# A network with two hidden layers, and its tropical form, proved equal to it.

import tropnet
from tropnet.plot import plot_rational

net = tropnet.Network.from_arrays(
    [[[1, 2], [-1, 1], [2, -1]], [[1, -1, 1], [-1, 1, 1]], [[1, -1]]], [[0, 1, 1], [-1, 0], [0]]
)
f = tropnet.tropicalize(net)
print(f.numerator.n_monomials, f.denominator.n_monomials, tropnet.is_equivalent(f, net))

# %%
# Numerator, denominator, and their difference.

figure = plot_rational(f, window=tropnet.cube(2, radius=3))
