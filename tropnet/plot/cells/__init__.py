"""The cells of complexes in the plane, all at once.

=============  =======================================
``polygons``   cells as polygons, walls as segments
``gradients``  the gradients of all cells
``marks``      words where there is room for them
=============  =======================================
"""
