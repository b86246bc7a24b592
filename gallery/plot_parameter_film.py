"""A film of a path in the parameter space.
=========================================

A family of networks depends smoothly on its parameters. Here one generator of a zonotope norm turns, from (1, 3) to
(1, -1), and the points of the sawtooth move. The number of pieces is constant but at one parameter, t = 3/4, where the
generator is parallel to another one: there four cones are left of six.
"""

# %%
# The events are exact: roots of the polynomials whose signs the complex depends on.

import tropnet
from tropnet.plot import film as made_film
from tropnet.theory.families import ZonotopeComposition
from tropnet.theory.parametric import ParameterPath, combinatorial_events

start = ZonotopeComposition([[1, 0], [0, 1], [1, 3]], [["1/3"], ["1/2"]])
end = ZonotopeComposition([[1, 0], [0, 1], [1, -1]], [["2/3"], ["1/2"]])
path = ParameterPath.between(start, end)
for event in combinatorial_events(path):
    print(event)

# %%
# Rational parameters at equal distances, the event among them.

film = made_film(path, frames=17, window=tropnet.cube(2))
