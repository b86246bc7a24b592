"""The script that made the shipped models: ``python -m tropnet.models.train [FOLDER]``.

Each model is a ReLU network with one logit per class, fitted by scikit-learn (L-BFGS, cross-entropy, L2
penalty, fixed seed) to standardised measurements.  A shipped network takes the measurements themselves: with
mean m and standard deviation s, the first layer W (x - m) / s + b becomes W' x + b' for W' = W / s and
b' = b - W' m.  All weights are then rounded to float32.  From there on nothing is approximate: the network
*is* these numbers, and whatever is said of it, its accuracy included, is said of them.  The provenance of
each network records this.

L-BFGS follows rounding errors, so that another processor may end in another, equally good network.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, final

import numpy as np
import numpy.typing as npt

from tropnet.errors import MissingDependencyError
from tropnet.networks import Network
from tropnet.networks.io.files import write

__all__ = ["RECIPES", "Recipe", "accuracy", "data", "fold_standardisation", "main", "train"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@final
@dataclass(frozen=True)
class Recipe:
    """All that decides a shipped model, up to rounding.

    Parameters
    ----------
    loader : str
        The function of ``sklearn.datasets`` that gives the data set.
    widths : tuple of int
        The widths of the hidden layers.
    penalty, seed : float, int
        The weight of the L2 penalty, and the seed of the initial weights.
    features : tuple of str
        The measurements used, as the data set calls them; all of them if empty.
    """

    loader: str
    widths: tuple[int, ...]
    penalty: float
    seed: int
    features: tuple[str, ...] = ()


#: how each shipped model was made
RECIPES = {
    "wine": Recipe("load_wine", (16, 16), penalty=0.1, seed=1, features=("malic_acid", "flavanoids")),
    "iris": Recipe("load_iris", (8, 8), penalty=0.03, seed=1),
    "digits": Recipe("load_digits", (32, 16), penalty=1.0, seed=1),
}


def data(name: str) -> tuple[FloatArray, IntArray]:
    """The measurements (k, n) and classes (k,) that a shipped model was trained on.

    Raises
    ------
    MissingDependencyError
        If scikit-learn, which brings the data, is not installed.

    Examples
    --------
    >>> points, classes = data("wine")
    >>> points.shape, points[0].tolist(), int(classes[0])
    ((178, 2), [1.71, 3.06], 0)
    """
    recipe = RECIPES[name]
    try:
        from sklearn import datasets
    except ImportError as error:
        raise MissingDependencyError(
            "the data sets come with scikit-learn: pip install 'tropnet[sklearn]'"
        ) from error
    load: Callable[[], Any] = getattr(datasets, recipe.loader)
    found = load()
    columns = list(found.feature_names)
    used = [columns.index(feature) for feature in recipe.features or columns]
    return np.asarray(found.data[:, used], np.float64), np.asarray(found.target, np.int64)


def fold_standardisation(
    weight: FloatArray, bias: FloatArray, mean: FloatArray, deviation: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Weight and bias of x -> weight ((x - mean) / deviation) + bias, up to rounding.

    Parameters
    ----------
    weight : (m, n) array
        The first layer, as it acts on standardised measurements.
    bias : (m,) array
        Likewise.
    mean, deviation : (n,) arrays
        A coordinate that never varies has deviation 1.

    Examples
    --------
    >>> weight, bias = fold_standardisation(np.array([[6.0, 1.0]]), np.zeros(1), np.array([1.0, 2.0]),
    ...                                     np.array([2.0, 4.0]))
    >>> weight.tolist(), bias.tolist()
    ([[3.0, 0.25]], [-3.5])
    """
    folded = weight / deviation
    return folded, bias - folded @ mean


def train(name: str) -> Network:
    """The network that the recipe of this name gives on this machine.

    Raises
    ------
    MissingDependencyError
        If scikit-learn is not installed.
    """
    recipe = RECIPES[name]
    points, classes = data(name)
    from sklearn.neural_network import MLPClassifier

    mean, deviation = points.mean(axis=0), points.std(axis=0)
    deviation[deviation == 0] = 1
    fitted = MLPClassifier(
        recipe.widths, solver="lbfgs", alpha=recipe.penalty, random_state=recipe.seed, max_iter=5000
    ).fit((points - mean) / deviation, classes)
    weights = [weight.T for weight in fitted.coefs_]
    biases = list(fitted.intercepts_)
    weights[0], biases[0] = fold_standardisation(weights[0], biases[0], mean, deviation)
    net = Network.from_arrays([w.astype(np.float32) for w in weights], [b.astype(np.float32) for b in biases])
    inputs = f"inputs: {', '.join(recipe.features)}" if recipe.features else "inputs: all measurements"
    return Network(
        net.nodes,
        net.input_shape,
        (
            f"tropnet.models.train: sklearn.datasets.{recipe.loader}, {inputs}, widths {recipe.widths}",
            "standardisation folded into the first layer in float64, then all weights rounded to float32",
        ),
    )


def accuracy(net: Network, points: FloatArray, classes: IntArray) -> Fraction:
    """The share of points whose own class has the strictly largest logit, exactly.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [-1]]])
    >>> accuracy(net, np.array([[2.0], [-1.0], [0.0]]), np.array([0, 1, 0]))
    Fraction(2, 3)
    """
    logits = net(points)
    is_largest = (logits - logits.max(axis=1)[:, None]).sign() == 0
    is_right = is_largest[np.arange(len(classes)), classes] & (is_largest.sum(axis=1) == 1)
    return Fraction(int(is_right.sum()), len(classes))


def main(folder: Path) -> None:
    """Train all models, write them as JSON and ONNX into a folder, and print what they are."""
    for name in RECIPES:
        net = train(name)
        for suffix in (".json", ".onnx"):
            write(net, folder / (name + suffix))
        print(f"{name}: {net}, accuracy {float(accuracy(net, *data(name))):.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
