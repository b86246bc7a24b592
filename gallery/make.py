"""Make the pictures of the gallery, and its index.

    python gallery/make.py            all pictures, and README.md
    python gallery/make.py wine fold  some of them
    python gallery/make.py --check    run all scripts; is the index what they say, and is every picture there?

A script is in the form of sphinx-gallery: its docstring is a title and a caption, its cells begin with ``# %%``, and
it leaves one figure of pyplot, or a film in the variable ``film``.
"""

import ast
import io
import runpy
import sys
import tempfile
import warnings
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot
from matplotlib.animation import PillowWriter
from PIL import Image

HERE = Path(__file__).parent
IMAGES = HERE / "images"

SECTIONS = {
    "Networks": [
        "wine", "six_counts", "bent_lines", "values", "dual_graph", "degenerate", "digits_slice", "robustness",
    ],
    "Tropical geometry": ["curve_and_dual", "dome", "mixed_subdivision", "numerator_and_denominator"],
    "Polytopes and arrangements": [
        "zonotope_tiling", "zonotope", "permutahedron", "minkowski_sum", "face_lattice", "arrangement",
    ],
    "Piecewise linear functions": ["difference_of_convex", "interpolation"],
    "Depth and hard functions": [
        "sawtooths", "layers", "zonotope_norm", "seventeen_pieces", "fold", "maximum_of_three", "one_hidden_layer",
        "rhombic_pyramids", "depth_of_maxima", "gap", "shattering", "parameter_film",
    ],
}  # fmt: skip
"""The scripts in the order of the index, without ``plot_`` and ``.py``."""

COLOURS = 160
"""A palette of so many colours keeps a picture small, and nobody sees it."""


def script(name: str) -> Path:
    """The script of a picture."""
    return HERE / f"plot_{name}.py"


def picture(name: str) -> Path:
    """The file of a picture: a film if there is one."""
    film = IMAGES / f"{name}.gif"
    return film if film.exists() else IMAGES / f"{name}.png"


def told(name: str) -> tuple[str, str]:
    """The title and the caption of a script: the first paragraph of its docstring and the next one."""
    docstring = ast.get_docstring(ast.parse(script(name).read_text(encoding="utf-8")))
    if docstring is None:
        raise SystemExit(f"{script(name)} has no docstring")
    title, _, rest = docstring.partition("\n")
    caption = rest.lstrip("=\n").split("\n\n")[0]
    return title.rstrip("."), " ".join(caption.split())


def run(name: str, *, write: bool) -> None:
    """Run a script, and write its picture."""
    pyplot.close("all")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        names = runpy.run_path(str(script(name)), run_name="gallery")
    if "film" in names:
        with tempfile.TemporaryDirectory() as folder:
            file = (IMAGES if write else Path(folder)) / f"{name}.gif"
            names["film"].save(file, writer=PillowWriter(fps=3), dpi=64)
        return
    numbers = pyplot.get_fignums()
    if len(numbers) != 1:
        raise SystemExit(f"{script(name)} leaves {len(numbers)} figures; it should leave one")
    drawn = io.BytesIO()
    pyplot.figure(numbers[0]).savefig(drawn, dpi=110, metadata={"Software": None})
    if write:
        with Image.open(drawn) as image:
            image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
                IMAGES / f"{name}.png", optimize=True
            )


def index() -> str:
    """The text of README.md."""
    lines = [
        "# Gallery",
        "",
        "Each picture is made by the script beside it. Every vertex, break point and count in it is exact; only ink",
        "and paper are floats. `python gallery/make.py` makes all of them again.",
    ]
    for section, names in SECTIONS.items():
        lines += ["", f"## {section}", "", "| | |", "| --- | --- |"]
        for name in names:
            title, caption = told(name)
            image = picture(name).relative_to(HERE).as_posix()
            code = script(name).name
            lines.append(
                f'| <a href="{code}"><img src="{image}" width="420" alt="{title}"></a> '
                f"| **{title}.** {caption} [{code}]({code}) |"
            )
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> None:
    """Make or check pictures."""
    check = "--check" in arguments
    listed = [name for names in SECTIONS.values() for name in names]
    chosen = [argument for argument in arguments if argument != "--check"] or listed
    found = {path.stem.removeprefix("plot_") for path in HERE.glob("plot_*.py")}
    if found != set(listed):
        raise SystemExit(
            f"listed in make.py or there as a script, but not both: {sorted(found ^ set(listed))}"
        )
    for name in chosen:
        print(name, flush=True)
        run(name, write=not check)
    missing = [name for name in listed if not picture(name).exists()]
    if missing:
        raise SystemExit(f"there are no pictures of {', '.join(missing)}")
    readme = HERE / "README.md"
    if not check:
        readme.write_text(index(), encoding="utf-8")
    elif readme.read_text(encoding="utf-8") != index():
        raise SystemExit("gallery/README.md is not what the scripts say; run gallery/make.py")


if __name__ == "__main__":
    main(sys.argv[1:])
