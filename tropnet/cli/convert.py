"""``tropnet convert``: from one format to another."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tropnet.cli.command import Command, add_json, answer
from tropnet.cli.values import add_model, model
from tropnet.networks.io import write

__all__ = ["COMMAND"]


def _declare(parser: ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("out", metavar="OUT", help="the file to write: .json, .onnx, .nnet or .npz")
    add_json(parser)


def _run(options: Namespace) -> None:
    net = model(options)
    write(net, options.out)
    text = "\n".join([f"wrote {options.out}", *net.provenance])
    answer(options, {"model": options.model, "out": options.out, "provenance": list(net.provenance)}, text)


COMMAND = Command(
    "convert",
    "write a network in another format",
    "Write a network in the format that the suffix of OUT names. Nothing is rounded: what a format cannot "
    "hold exactly is refused.",
    _declare,
    _run,
)
