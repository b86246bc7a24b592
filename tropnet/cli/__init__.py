"""The command line: ``tropnet info``, ``count``, ``bounds``, ``tropicalize``, ``report``, ``convert``.

===========  =================================================================================
``program``  the parser, exit codes, and what becomes of errors
``values``   what is written on the command line: models, domains, points
``work``     what the commands that enumerate cells share: processes, progress, limits
``info``     layers and sizes
``count``    one count
``bounds``   bounds from the literature
``report``   everything, and a picture
``convert``  from one format to another
===========  =================================================================================

A command is a module with a ``COMMAND``.
"""

from tropnet.cli.program import main

__all__ = ["main"]
