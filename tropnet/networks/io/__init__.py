"""Networks from and to other programs, exactly.

==================  ===============================================================================
``files``           read and write by suffix
``native``          tropnet's JSON: every rational network
``onnx``            ONNX models; ``onnx_operators``, ``onnx_tensors``, ``onnx_writer`` are its parts
``nnet``            the text format of the ACAS Xu networks
``npz``             plain arrays of numpy
``torch``           modules of PyTorch; ``torch_calls``, ``torch_layers``, ``torch_arrays`` and
                    ``torch_operators`` are its parts
``sklearn``         perceptrons of scikit-learn
``graph``           a network under construction, in the terms that the frameworks share
``arithmetic``      sums, products and joins of computed and constant arrays
``dense``           what formats of plain weight matrices can hold
``guards``          what is refused, and how errors are told
==================  ===============================================================================

Weights are the exact 32- or 64-bit floats that a file or module holds, and a network is the exact real
function of them.  A framework evaluates the same function with rounding errors, so that its own output agrees
up to these.
"""

from tropnet.networks.io.files import read, write
from tropnet.networks.io.onnx import from_onnx
from tropnet.networks.io.onnx_writer import to_onnx
from tropnet.networks.io.sklearn import from_sklearn
from tropnet.networks.io.torch import from_torch

__all__ = ["from_onnx", "from_sklearn", "from_torch", "read", "to_onnx", "write"]
