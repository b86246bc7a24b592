"""A film as a page with a player: the frames as pictures inside it, a slider, and a button."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["film_page"]

DPI = 90

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font-family: sans-serif; text-align: center; background: #fff; color: #1a1a24 }}
img {{ max-width: 100% }} input {{ width: min(36em, 70%); vertical-align: middle }}
button {{ width: 5em; font-size: 1em }}
</style></head><body>
<img id="frame" alt="{title}"><p><button id="play">play</button> <input id="place" type="range" min="0" value="0"></p>
<script>
const frames = {frames};
const frame = document.getElementById("frame"), place = document.getElementById("place");
const button = document.getElementById("play");
let timer = null;
function show() {{ frame.src = "data:image/png;base64," + frames[place.value]; }}
function stop() {{ clearInterval(timer); timer = null; button.textContent = "play"; }}
function step() {{ place.value = (Number(place.value) + 1) % frames.length; show(); }}
place.max = frames.length - 1;
place.addEventListener("input", () => {{ stop(); show(); }});
button.addEventListener("click", () => {{
  if (timer) stop(); else {{ timer = setInterval(step, {interval}); button.textContent = "stop"; }}
}});
show();
</script></body></html>
"""


def film_page(figure: Figure, draw: Callable[[int], object], n: int, per_second: int, title: str) -> str:
    """A page that shows the frames of a film and needs no other file.

    Parameters
    ----------
    figure : matplotlib Figure
    draw : callable
        Draws the frame of a number into the figure.
    n : int
        How many frames there are.
    per_second : int
    title : str

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> page = film_page(Figure(figsize=(1, 1)), lambda i: None, 3, 12, "nothing")
    >>> page.count("iVBORw0KGgo"), "<title>nothing</title>" in page
    (3, True)
    """
    frames = []
    for i in range(n):
        draw(i)
        written = BytesIO()
        figure.savefig(written, format="png", dpi=DPI, metadata={"Software": None})
        frames.append(base64.b64encode(written.getvalue()).decode())
    return PAGE.format(title=escape(title), frames=json.dumps(frames), interval=1000 // per_second)
