"""``tropnet depth``: how many hidden layers a function needs."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from tropnet import models
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.values import add_reading, model
from tropnet.errors import InputError
from tropnet.networks import Network, select_outputs
from tropnet.networks.io import write
from tropnet.networks.io.files import FORMATS
from tropnet.theory.representation.depth import Depth, depth
from tropnet.theory.representation.to_network import SchemeComparison, compare_schemes

__all__ = ["COMMAND"]


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument(
        "model",
        metavar="FORMULA|MODEL",
        help='a formula such as "max(x, y, 0) - |x - 1/2|", after -- if it starts with a minus '
        "sign; or a file, or a model that comes along",
    )
    parser.add_argument(
        "--output-number", type=int, metavar="K", help="the output, counted from 0, of a model with several"
    )
    parser.add_argument(
        "--schemes", action="store_true", help="print the sizes of all networks that tropnet can build"
    )
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="write a network of the least depth that it can build"
    )
    add_json(parser)
    add_reading(parser)


def _run(options: Namespace) -> None:
    f = _function(options)
    found = depth(f)
    comparison = compare_schemes(f) if options.schemes else None
    if options.out:
        write(found.network(), options.out)
    parts = [str(found), *([str(comparison)] if comparison else [])]
    answer(options, _data(options.model, found, comparison), "\n\n".join(parts))


def _function(options: Namespace) -> Network | PiecewiseLinear:
    """The formula, or one output of the model."""
    if _is_formula(options.model):
        if options.output_number is not None:
            raise InputError("--output-number is for models; a formula has one output")
        return PiecewiseLinear.parse(options.model)
    net = model(options)
    if options.output_number is None and net.output_dim > 1:
        raise InputError(
            f"{options.model} has {net.output_dim} outputs; choose one with --output-number, from 0 to "
            f"{net.output_dim - 1}"
        )
    chosen = options.output_number or 0
    if not 0 <= chosen < net.output_dim:
        raise InputError(f"output {chosen} does not exist; give 0 to {net.output_dim - 1}")
    return net if net.output_dim == 1 else select_outputs(net, chosen)


def _is_formula(text: str) -> bool:
    """Whether a text has signs that names of files have not, or names no file and speaks of coordinates."""
    if re.search(r"[(|\[]", text):
        return True
    if text in models.names() or Path(text).suffix.lower() in FORMATS or Path(text).exists():
        return False
    return re.search(r"(?<![A-Za-z])(?:[xyzw]|x\d+)(?![A-Za-z\d])", text) is not None


def _data(name: str, found: Depth, comparison: SchemeComparison | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "function": name,
        "needed": found.lower,
        "enough": found.upper,
        "from above": [
            {"hidden layers": up.hidden_layers, "reason": up.reason, "proved here": up.is_proved_here}
            for up in found.above
        ],
        "from below": [
            {"hidden layers": low.hidden_layers, "reason": low.reason, "hypothesis": low.hypothesis}
            for low in found.below
        ],
    }
    if comparison:
        data["schemes"] = [
            {"scheme": row.scheme, "hidden layers": row.hidden_layers, "size": row.size, "bound": row.bound}
            for row in comparison.rows
        ]
    return data


COMMAND = Command(
    "depth",
    "how many hidden layers a function needs",
    "How many hidden layers of ReLU neurons a piecewise linear function needs at least, with the proof and, where "
    "there is one, the hypothesis; and how many are enough. The function is a formula, or one output of a model.",
    _declare,
    _run,
)
