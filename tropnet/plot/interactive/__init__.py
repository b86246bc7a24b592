"""Interactive pictures, as plotly figures and as pages that need nothing else; the extra ``interactive``.

=============  ====================================================================
``plane``      two inputs: the cell under the cursor tells what it is
``space``      the graph over two inputs, to turn around
``polytopes``  polygons and solids: vertices and facets tell what they are
``cells``      the cells of a picture, and what is told of them
``text``       numbers, patterns and affine functions as texts
``traces``     lines and surfaces as plotly takes them
``html``       the door to plotly; one page that holds all it needs
=============  ====================================================================
"""
