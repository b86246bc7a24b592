"""Other ways to enumerate the cells of a plain ReLU network."""

import time

import numpy as np

from tropnet.exact.arrays import concatenate, rational_array


class PatternSearch:
    """Depth-first search over activation patterns with polyhedra of the Parma Polyhedra Library.

    The cell so far is a ``C_Polyhedron``, in exact integers, with both its constraints and generators.  The next
    neuron is a linear form on it; ``relation_with`` tells from the generators whether it takes one sign or both.
    With both, the search goes on in the two closed parts.  A pattern that is complete is a cell.
    """

    def __init__(self, weights, biases):
        self.n = weights[0].shape[1]
        self.layers = []
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            both = concatenate([rational_array(weight), rational_array(bias)[:, None]], axis=1)
            self.layers.append((both.numerators, both.denominator))

    def count(self, seconds):
        """The number of cells found in a time, and that time; less if the search ends before."""
        import ppl

        begun, found = time.perf_counter(), 0
        space = ppl.C_Polyhedron(self.n, "universe")
        unit = np.eye(self.n + 1, dtype=int).astype(object)
        stack = [(space, 0, self._forms(0, unit[:-1], 1), 0, ())]
        while stack and time.perf_counter() - begun < seconds:
            cell, layer, (forms, scale), neuron, signs = stack.pop()
            if neuron == len(forms):
                if layer + 1 == len(self.layers):
                    found += 1
                    continue
                hinges = forms * (np.array(signs) > 0)[:, None]
                layer, forms_scale = layer + 1, self._forms(layer + 1, hinges, scale)
                stack.append((cell, layer, forms_scale, 0, ()))
                continue
            for sign, part in self._parts(ppl, cell, forms[neuron].tolist()):
                stack.append((part, layer, (forms, scale), neuron + 1, (*signs, sign)))
        return found, time.perf_counter() - begun

    def _forms(self, layer, variables, scale):
        """The forms of a layer, times a common factor, in variables that are known times a factor."""
        both, denominator = self.layers[layer]
        forms = both[:, :-1] @ variables
        forms[:, -1] += both[:, -1] * scale
        return forms, scale * denominator

    @staticmethod
    def _parts(ppl, cell, form):
        value = ppl.Linear_Expression(form[:-1], form[-1])
        included = ppl.Poly_Con_Relation.is_included()
        if cell.relation_with(value >= 0).implies(included):
            return [(1, cell)]
        if cell.relation_with(value <= 0).implies(included):
            return [(-1, cell)]
        parts = []
        for sign, constraint in ((1, value >= 0), (-1, value <= 0)):
            part = ppl.C_Polyhedron(cell)
            part.add_constraint(constraint)
            parts.append((sign, part))
        return parts


def relucent_count(weights, biases, max_cells):
    """The number of cells that relucent finds, at most so many, by walking from neighbour to neighbour."""
    import relucent
    import torch

    layers = []
    for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight))
            layer.bias.copy_(torch.from_numpy(bias))
        layers += [layer] if i == len(weights) - 1 else [layer, torch.nn.ReLU()]
    found = relucent.Complex(torch.nn.Sequential(*layers))
    found.bfs(max_polys=max_cells, nworkers=1, verify=False, verbose=0)
    return len(found)
