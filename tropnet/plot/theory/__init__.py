"""Pictures of the theorems.

==============  =====================================================================
``gap``         the size of networks against their depth, with lower bounds
``film``        a path in the parameter space as a film
``film_page``   a film as a page with a player
``shattering``  the gradient along a segment, and its autocorrelation
==============  =====================================================================
"""
