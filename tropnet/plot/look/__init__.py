"""How pictures look: the frame, colours that everybody can tell apart, words where there is room for them.

============  ==============================================
``axes``      the frame
``window``    the part of space that is shown
``colours``   colours, for everybody and in grey
``lettering`` numbers and formulas
============  ==============================================
"""
