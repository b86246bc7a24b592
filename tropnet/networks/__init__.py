"""Exact networks: graphs of layers with rational weights, evaluated without rounding.

==================  ===============================================================================
``activations``     piecewise linear functions of one variable, and gates
``layers``          what a layer is
``affine``          dense maps, rearrangements, sums, constants, folded normalisation
``convolution``     convolutions and average pooling
``gates``           activations, maxout, maxima, minima, max pooling
``network``         directed acyclic graphs of layers
``operations``      compose, add, stack, restrict ...
``rounding``        weights rounded to fewer bits or to floats
``stages``          any network as alternating affine maps and gates
``summary``         the layers one by one, and their table in notebooks
``io``              read and write: JSON, ONNX, nnet, npz, PyTorch, scikit-learn
==================  ===============================================================================
"""

from typing import TYPE_CHECKING, Any

from tropnet.networks.activations import (
    Gate,
    MaxGate,
    PiecewiseLinearFunction1D,
    absolute,
    clip,
    hard_sigmoid,
    hard_tanh,
    identity,
    leaky_relu,
    relu,
    relu6,
)
from tropnet.networks.affine import (
    Add,
    AddConstant,
    Concat,
    Dense,
    Flatten,
    MulConstant,
    Reshape,
    Select,
    Slice,
    Transpose,
    fold_batch_norm,
)
from tropnet.networks.convolution import AveragePool, Conv
from tropnet.networks.gates import Activation, Maximum, Maxout, MaxPool, Minimum, prelu
from tropnet.networks.layers import AffineLayer, GateLayer, Layer
from tropnet.networks.network import Network, Node
from tropnet.networks.operations import (
    add,
    compose,
    drop_last,
    hidden_layer,
    pad_depth,
    restrict,
    restrict_to_line,
    restrict_to_plane,
    scale,
    select_outputs,
    stack_outputs,
    subtract,
)
from tropnet.networks.rounding import rounded
from tropnet.networks.stages import Neuron, Stage, StagedNetwork, stages

if TYPE_CHECKING:
    from tropnet.networks.io import from_onnx, from_sklearn, from_torch, read, to_onnx, write

_READERS_AND_WRITERS = ("from_onnx", "from_sklearn", "from_torch", "read", "to_onnx", "write")

__all__ = [
    "Activation",
    "Add",
    "AddConstant",
    "AffineLayer",
    "AveragePool",
    "Concat",
    "Conv",
    "Dense",
    "Flatten",
    "Gate",
    "GateLayer",
    "Layer",
    "MaxGate",
    "MaxPool",
    "Maximum",
    "Maxout",
    "Minimum",
    "MulConstant",
    "Network",
    "Neuron",
    "Node",
    "PiecewiseLinearFunction1D",
    "Reshape",
    "Select",
    "Slice",
    "Stage",
    "StagedNetwork",
    "Transpose",
    "absolute",
    "add",
    "clip",
    "compose",
    "drop_last",
    "fold_batch_norm",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "hard_sigmoid",
    "hard_tanh",
    "hidden_layer",
    "identity",
    "leaky_relu",
    "pad_depth",
    "prelu",
    "read",
    "relu",
    "relu6",
    "restrict",
    "restrict_to_line",
    "restrict_to_plane",
    "rounded",
    "scale",
    "select_outputs",
    "stack_outputs",
    "stages",
    "subtract",
    "to_onnx",
    "write",
]


def __getattr__(name: str) -> Any:
    # The readers are a quarter of the package, and most programs need one of them or none.
    if name in _READERS_AND_WRITERS:
        from tropnet.networks import io

        return getattr(io, name)
    raise AttributeError(f"module 'tropnet.networks' has no attribute {name!r}")
