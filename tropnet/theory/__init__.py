"""The theorems of the field as code that one can run.

==================  ================================================================================================
``families``        networks with closed formulas for their counts: build, vary, verify, decode
``parametric``      symbols in place of numbers: expressions, derivatives, and where the combinatorial type changes
``bounds``          upper and lower bounds on the number of linear regions, with hypotheses that are checked
``gaps``            depth against size: how much larger shallow networks must be
``representation``  every piecewise linear function as a network, in how many layers, by how many neurons
``shallow``         deep networks as maxima of networks with one hidden layer
``depth``           maxima in few hidden layers, lower bounds, refuted conjectures, all with proofs
``benign``          what networks of linear size compute, and why they cannot be much smaller; circuits
``training``        the best network for given data, and the proof that it is the best
``gradients``       shattered gradients: the gradient along a segment, exactly
``family``          what a family is, and its verification by the engine
``statement``       what a theorem is: hypotheses, conclusion, and a check on concrete data
``literature``      the papers, each once
==================  ================================================================================================

Several printed theorems are slightly wrong.  What is here is the corrected statement, and its docstring says what was
corrected, and why.

>>> from tropnet.theory.families import SawtoothComposition
>>> member = SawtoothComposition([["1/3"], ["1/4", "1/2"]])
>>> member.verify().holds
True
"""
