"""How a sawtooth arises.
=======================

Three hidden layers, one above the other, and the output on top. The neurons of the first layer are hinges; those of the
second bend what the first made, and so on: each layer folds the line once more. Dotted lines fall from the break points
of the output.
"""

# %%
# A composition of three sawtooths with 2, 3 and 2 pieces.

import tropnet
from tropnet.plot import plot_layers
from tropnet.theory.families import SawtoothComposition

H = SawtoothComposition([["1/3"], ["1/4", "1/2"], ["1/2"]])
print(H.widths, H.function().n_pieces)

# %%
# Every line is the output of one neuron.

figure = plot_layers(H.network(), window=tropnet.box([0], [1]))
