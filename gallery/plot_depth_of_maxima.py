"""The maximum of n numbers in few layers.
=========================================

A tree of pairs halves the numbers with every hidden layer. But the maximum of five numbers takes no more than two
layers (Bakaev et al., 2025), and neither does that of eight, by an identity that a bootstrap carries on to all n (Rueß
et al., 2026): half as many layers in the long run. What they cost in neurons is seen on the right.
"""

# %%
# Plans tell layers and neurons before any network is built.

from matplotlib import pyplot

from tropnet.plot.look.colours import PALETTE
from tropnet.theory.depth import bootstrap_depth, maximum_plan

numbers = list(range(2, 129))
rules = {"tree of pairs": 4, "with fives": 5, "with eights": 8}
depths = {name: [bootstrap_depth(n, base) for n in numbers] for name, base in rules.items()}
print({name: depth[-1] for name, depth in depths.items()})
print(maximum_plan(128))

# %%
# The scale of n is logarithmic, and so is that of sizes.

figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
for (name, depth), colour, dash in zip(depths.items(), (7, 1, 0), ("-.", "--", "-"), strict=True):
    left.step(numbers, depth, where="post", color=PALETTE[colour], linewidth=2.2, linestyle=dash, label=name)
left.set_ylabel("hidden layers")
left.legend(frameon=False, loc="upper left")
for layers, colour, marker in zip((2, 3, 4, 5, 6, 7), (5, 1, 0, 2, 3, 7), "osD^vP", strict=True):
    reached = [n for n in numbers if bootstrap_depth(n) <= layers and bootstrap_depth(n, 4) >= layers]
    sizes = [maximum_plan(n, layers).size for n in reached]
    right.semilogy(reached, sizes, marker, color=PALETTE[colour], markersize=3.5, label=f"{layers} layers")
right.set_ylabel("neurons")
right.legend(frameon=False, loc="upper left", ncols=2)
for ax in (left, right):
    ax.set_xscale("log", base=2)
    ax.set_xticks([2, 4, 8, 16, 32, 64, 128], ["2", "4", "8", "16", "32", "64", "128"])
    ax.set_xlabel("$n$")
    ax.grid(color="0.9", linewidth=0.8)
    ax.spines[["top", "right"]].set_visible(False)
