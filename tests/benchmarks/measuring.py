"""Networks to measure on, and measurements that keep wall-clock and processor time."""

import resource
import time
from itertools import pairwise

import numpy as np

from tropnet.networks import Network


def gaussian_arrays(architecture, seed=0):
    """Standard normal float32 weights and biases."""
    rng = np.random.default_rng(seed)
    pairs = list(pairwise(architecture))
    weights = [rng.standard_normal((m, n)).astype(np.float32) for n, m in pairs]
    return weights, [rng.standard_normal(m).astype(np.float32) for _, m in pairs]


def gaussian(architecture, seed=0):
    return Network.from_arrays(*gaussian_arrays(architecture, seed))


def teeth(points):
    """Slopes and offsets of the sawtooth with values 0, 1, 0, ... at increasing points, as a sum of hinges."""
    slopes = [(-1) ** i / (b - a) for i, (a, b) in enumerate(pairwise(points))]
    jumps = [slopes[0], *(b - a for a, b in pairwise(slopes))]
    return jumps, [-a for a in points[:-1]]


def _layers(points_of_layers):
    """Weights, each row the jumps of the layer before, and biases of one sawtooth after the other."""
    rows, biases, jumps = [], [], [1]
    for points in points_of_layers:
        rows.append(jumps)
        jumps, shifts = teeth(points)
        biases.append(shifts)
    return [*rows, jumps], biases


def sawtooth(points_of_layers):
    """A network of one input, one sawtooth after the other."""
    rows, biases = _layers(points_of_layers)
    weights = [[row] * len(shifts) for row, shifts in zip(rows, biases, strict=False)]
    return Network.from_arrays([*weights, [rows[-1]]], [*biases, [0]])


def grid(points_of_layers, coordinates=((1, 0), (0, 1))):
    """The sum of sawtooth networks of two linear functions of the plane."""
    rows, biases = _layers(points_of_layers)
    weights = [[list(form)] * len(biases[0]) for form in coordinates]
    hidden = [weights[0] + weights[1]]
    for row, shifts in zip(rows[1:-1], biases[1:], strict=True):
        zeros = [0] * len(row)
        hidden.append([row + zeros] * len(shifts) + [zeros + row] * len(shifts))
    return Network.from_arrays([*hidden, [rows[-1] * 2]], [*(shifts * 2 for shifts in biases), [0]])


def measured(benchmark, function, *, rounds=3):
    """Run a function a few times; its result, with the best wall-clock and processor times in `extra_info`."""
    cpu, wall = [], []

    def timed():
        begun = time.process_time(), time.perf_counter()
        result = function()
        cpu.append(time.process_time() - begun[0])
        wall.append(time.perf_counter() - begun[1])
        return result

    result = benchmark.pedantic(timed, rounds=rounds)
    benchmark.extra_info |= {"cpu_s": round(min(cpu), 3), "wall_s": round(min(wall), 3)}
    return result


def note_cells(benchmark, n_cells):
    """Record the number of cells, and how many a second of this process's processor time and of the clock give."""
    info = benchmark.extra_info
    rates = {f"cells_per_{k}": round(n_cells / info[k]) for k in ("cpu_s", "wall_s") if info[k]}
    benchmark.extra_info |= {"cells": n_cells, **rates}


def peak_bytes():
    """The largest memory that this process has held, on Linux."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
