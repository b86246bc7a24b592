"""The options of a slice: a plane through three points of the input space."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tropnet.cli.values import points
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network

__all__ = ["PLANE", "add_slice", "slice_points"]

PLANE = '--slice "P; Q; R", three points with their coordinates separated by commas'


def add_slice(parser: ArgumentParser) -> None:
    """The options that name three points."""
    plane = parser.add_mutually_exclusive_group()
    plane.add_argument(
        "--slice",
        metavar="P;Q;R",
        help='only the plane through three points, as "1,0,0; 0,1/2,0; 0,0,1"',
    )
    plane.add_argument(
        "--slice-points", metavar="FILE", help="the same, with the three points from a file, one a line"
    )


def slice_points(options: Namespace, net: Network) -> list[RationalArray] | None:
    """The three points, if there is to be a slice.

    Raises
    ------
    InputError
        If there are not three points, or not the file.
    """
    argument = options.slice or options.slice_points
    if argument is None:
        return None
    if options.slice_points and not Path(argument).is_file():
        raise InputError(f"there is no file {argument!r} with points of a slice")
    found = points(argument, net)
    if len(found) != 3:
        raise InputError(
            f"a slice needs three points, not {len(found)}; separate them by semicolons or lines"
        )
    return found
