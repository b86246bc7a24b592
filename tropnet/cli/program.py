"""The parser, exit codes, and what becomes of errors."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from textwrap import fill

from tropnet.cli import bounds, convert, count, depth, info, plot, report, tropicalize
from tropnet.errors import LimitReachedError, MissingDependencyError, TropnetError, UndecidedError

__all__ = ["COMMANDS", "main"]

COMMANDS = (
    report.COMMAND,
    plot.COMMAND,
    count.COMMAND,
    tropicalize.COMMAND,
    bounds.COMMAND,
    depth.COMMAND,
    info.COMMAND,
    convert.COMMAND,
)

EXIT_CODES = """\
exit codes:
  0    the answer was printed
  2    bad usage or bad input: no such file, a malformed model, a layer that is not piecewise linear
  3    a limit was reached, or a question is undecided
  4    an optional package is missing
  130  interrupted (Ctrl-C)

Answers go to standard output; errors, in one line, and progress go to standard error."""

EXAMPLES = """\
examples:
  tropnet report wine
  tropnet plot wine --show graph --output-number 1 -o wine.html
  tropnet count model.onnx --within "[-1,1]^2"
  tropnet tropicalize wine -o wine.json
  tropnet bounds 2,8,8,1
  tropnet depth "max(x, y, 0)"
  tropnet report digits --slice-points three_images.txt -o slice.svg
  tropnet convert model.onnx model.json"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process when omitted.

    Examples
    --------
    >>> main(["count", "wine", "--kind", "affine"])
    501
    0
    """
    try:
        options = _parser().parse_args(arguments)
        options.run(options)
        sys.stdout.flush()
    except SystemExit as stop:  # from the parser: 0 after --help, 2 after bad usage
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except BrokenPipeError:
        # The reader has gone, as in "tropnet report wine | head": nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (LimitReachedError, UndecidedError) as error:
        return _fail(error, 3)
    except MissingDependencyError as error:
        return _fail(error, 4)
    except TropnetError as error:
        return _fail(error, 2)
    return 0


def _fail(reason: object, code: int) -> int:
    line = " ".join(str(reason).split())
    print(f"tropnet: {line}", file=sys.stderr)
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="tropnet",
        description="The exact pieces of a ReLU network: every number is proved, nothing is rounded.",
        epilog=f"{EXAMPLES}\n\n{EXIT_CODES}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tropnet {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(
            command.name,
            help=command.summary,
            description=fill(command.description, 100),
            epilog=EXIT_CODES,
            formatter_class=RawDescriptionHelpFormatter,
        )
        command.declare(own)
        own.set_defaults(run=command.run)
    return parser


def _version() -> str:
    try:
        return version("tropnet")
    except PackageNotFoundError:
        return "(not installed)"
