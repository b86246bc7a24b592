"""Pictures of networks with one, two, three or many inputs.

==============  =========================================================================
``line``        one input: the function with its break points, and its gradient
``layers``      layer by layer: functions one above the other; which neuron draws which line
``plane``       two inputs: cells as polygons, regions outlined by any of the six notions
``six_counts``  the six notions side by side
``boundary``    the decision boundary, and data over it
``dual_graph``  the dual graph over the cells
``space``       the graph over two inputs; three inputs on the faces of a box
``slices``      many inputs: the plane through three points, with the data near it
``report``      the picture of a report; figures as files
==============  =========================================================================
"""
