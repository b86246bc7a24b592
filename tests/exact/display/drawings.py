"""Drawings read as a reader does it: coordinates by the numbers at the ends of the two lines of the frame."""

from dataclasses import dataclass
from fractions import Fraction
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Drawing:
    """What a drawing shows, in coordinates that are right up to a hundredth of a pixel."""

    polygons: list[list[tuple[float, float]]]
    lines: list[list[tuple[float, float]]]
    dots: list[tuple[float, float]]
    titles: list[str]
    labels: list[str]
    title: str


def read_drawing(text: str) -> Drawing:
    root = ElementTree.fromstring(text)
    horizontal, vertical = root.findall(f"{SVG}line")
    names = [element.text for element in root.findall(f"{SVG}text")]
    (x0, y0), (x1, y1) = ((float(horizontal.get(f"x{k}")), float(vertical.get(f"y{k}"))) for k in (1, 2))
    n_x, n_y = (1 if x0 == x1 else 2), (1 if y0 == y1 else 2)
    ends = names[len(names) - n_x - n_y :]
    to_x = _scale((x0, x1), ends[:n_x])
    to_y = _scale((y1, y0), ends[n_x:])

    def point(x: str | None, y: str | None) -> tuple[float, float]:
        return to_x(float(x)), to_y(float(y))

    def points(element: ElementTree.Element) -> list[tuple[float, float]]:
        numbers = element.get("points").split()
        return [point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    circles = root.findall(f"{SVG}circle")
    return Drawing(
        polygons=[points(element) for element in root.findall(f"{SVG}polygon")],
        lines=[
            points(element)
            for element in root.findall(f"{SVG}polyline")
            if element.get("stroke-width") != "0.5"
        ],
        dots=[point(circle.get("cx"), circle.get("cy")) for circle in circles],
        titles=[circle.find(f"{SVG}title").text for circle in circles],
        labels=names[: len(names) - n_x - n_y],
        title=root.find(f"{SVG}title").text,
    )


def _scale(pixels: tuple[float, float], names: list[str]):
    low, high = (Fraction(name.strip("≈")) for name in (names[0], names[-1]))
    if low == high:
        return lambda place: float(low) + (place - pixels[0])
    return lambda place: float(low) + float(high - low) * (place - pixels[0]) / (pixels[1] - pixels[0])


def is_near(found, exact, unit=1.0) -> bool:
    """Whether places agree as far as a picture can tell; ``unit`` is the size of what is drawn."""
    return len(found) == len(exact) and all(
        abs(a - float(b)) < 2e-3 * unit
        for p, q in zip(found, exact, strict=True)
        for a, b in zip(p, q, strict=True)
    )


def exact_points(titles: list[str]) -> list[tuple[Fraction, Fraction]]:
    """The coordinates that appear when the mouse rests on dots."""
    return [tuple(map(Fraction, title.strip("()").split(", "))) for title in titles]


def area(corners) -> Fraction:
    """The area of a polygon by the shoelace formula, positive if it goes round counter-clockwise."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return sum((a * d - b * c for (a, b), (c, d) in pairs), Fraction(0)) / 2
