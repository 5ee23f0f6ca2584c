"""Scenes: discs, or a lattice with a start and an end, with the geometry of what is asked about them.

Positions are (x, y) in tenths of the image's side: x to the right, y up, each from 0 to 10. Everything is drawn from a
`random.Random`, and the order of the draws is part of the recipe: a seed gives the scenes that the model was trained on.
Not here: questions (questions.py), pictures (drawing.py).
"""

import math
from dataclasses import dataclass

Point = tuple[float, float]

# Red, green and blue, 0 to 255. Grey is the lattice; no object has it.
COLOURS = {
    "yellow": (240, 200, 30), "red": (220, 40, 40), "green": (40, 160, 60), "brown": (140, 85, 40),
    "blue": (40, 90, 220), "purple": (130, 60, 180), "black": (20, 20, 20), "orange": (245, 130, 30),
    "pink": (245, 130, 190), "cyan": (40, 190, 200), "grey": (211, 211, 211),
}
COLOUR_NAMES = list(COLOURS)
GREY = COLOUR_NAMES.index("grey")
OBJECT_COLOURS = [name for name in COLOUR_NAMES if name != "grey"]
TRAINING_COLOURS = ["yellow", "red", "green", "brown"]
TEST_COLOURS = ["blue", "purple", "black", "orange", "green"]
ROUTE_COLOURS = ["yellow", "red", "green", "blue", "purple", "black", "brown"]

# From right, counter-clockwise, 45 degrees each.
DIRECTIONS = ["right", "top right", "top", "top left", "left", "down left", "down", "down right"]
# By row from the bottom, then by column from the left.
REGIONS = [
    ["down left", "down", "down right"],
    ["left", "center", "right"],
    ["top left", "top", "top right"],
]


@dataclass
class Scene:
    """One picture's content. Objects are in the order of `names`; of a lattice they are its start and its end."""

    names: list[str]
    positions: list[Point]
    radius: float
    """Of every object, in tenths of the side."""
    side: int = 0
    """Nodes a side of a lattice; 0 for discs."""
    start: tuple[int, int] = (0, 0)
    """Column and row of a lattice's start, from the bottom left."""
    end: tuple[int, int] = (0, 0)
    has_node_labels: bool = False

    @property
    def is_lattice(self) -> bool:
        return self.side > 0

    @property
    def colour_indices(self) -> list[int]:
        return [COLOUR_NAMES.index(name) for name in self.names]

    @property
    def alphabetical(self) -> list[int]:
        """The places of the objects in the order of their names."""
        return sorted(range(len(self.names)), key=lambda i: self.names[i])


def spend_draw(random) -> None:
    """Takes a number that decides nothing any more: so later draws are those that the model was made with."""
    random.random()


def discs(random, count: int, gap: float = 2.0, colours: list[str] | None = None) -> Scene:
    """Discs whose centres are at least `gap` apart, each of another colour."""
    positions: list[Point] = []
    tries = 0
    while len(positions) < count:
        place = (random.uniform(0.5, 9.5), random.uniform(0.5, 9.5))
        tries += 1
        if all((place[0] - x) ** 2 + (place[1] - y) ** 2 >= gap * gap for x, y in positions):
            positions.append(place)
        if tries > 400:
            positions, tries = [], 0
    return Scene(random.sample(colours or OBJECT_COLOURS, count), positions, radius=0.5)


def any_discs(random, least: int = 2, most: int = 6) -> Scene:
    """Discs of a random number, gap and size."""
    count = random.randint(least, most)
    spend_draw(random)
    gap = random.choice([1.6, 2.0, 3.0]) if count <= 5 else 1.6
    scene = discs(random, count, gap)
    scene.radius = random.uniform(0.4, 0.6)
    return scene


def lattice(random, side: int, least_hops: int = 2) -> Scene:
    """A lattice with a green start and a red end, at least so many hops apart."""
    while True:
        start = (random.randrange(side), random.randrange(side))
        end = (random.randrange(side), random.randrange(side))
        if abs(start[0] - end[0]) + abs(start[1] - end[1]) >= least_hops:
            break
    centre = lambda node: ((node[0] + 0.5) * 10 / side, (node[1] + 0.5) * 10 / side)
    return Scene(
        ["green", "red"],
        [centre(start), centre(end)],
        radius=2.0 / side,
        side=side,
        start=start,
        end=end,
        has_node_labels=random.random() < 0.5,
    )


def any_lattice(random) -> Scene:
    return lattice(random, random.randint(3, 6), 1)


def cell(place: Point) -> tuple[int, int]:
    """The cell of a position, by which the model names it: two digits."""
    return min(9, max(0, int(place[0]))), min(9, max(0, int(place[1])))


def cell_centre(place: Point) -> Point:
    column, row = cell(place)
    return column + 0.5, row + 0.5


def jittered(random, place: Point, most: float) -> Point:
    """A position moved by up to `most` in x and y, inside the image."""
    moved = lambda value: min(9.9, max(0.1, value + random.uniform(-most, most)))
    return moved(place[0]), moved(place[1])


def distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def whole(value: float) -> str:
    """A distance as the model says it: rounded half up."""
    return str(int(value + 0.5))


def direction(a: Point, b: Point, margin_deg: float) -> str | None:
    """The direction from a to b; None within the margin of the border between two."""
    angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) % 360
    sector = round(angle / 45) % 8
    off = abs(((angle - sector * 45) + 180) % 360 - 180)
    return DIRECTIONS[sector] if off <= 22.5 - margin_deg else None


def region(place: Point, margin: float) -> str | None:
    """The third of the image in both axes; None within the margin of a border."""

    def third(value: float) -> int | None:
        cuts = (10 / 3, 20 / 3)
        if any(abs(value - cut) < margin for cut in cuts):
            return None
        return sum(value > cut for cut in cuts)

    column, row = third(place[0]), third(place[1])
    return None if column is None or row is None else REGIONS[row][column]


def steps_between(dx: int, dy: int) -> str:
    """A displacement in words: `right 3, up 2`."""
    across, along = "right" if dx >= 0 else "left", "up" if dy >= 0 else "down"
    return f"{across} {abs(dx)}, {along} {abs(dy)}"


def displacement(a: Point, b: Point) -> str:
    """From the cell of a to the cell of b."""
    (ax, ay), (bx, by) = cell(a), cell(b)
    return steps_between(bx - ax, by - ay)


def moves(scene: Scene) -> list[str]:
    """The shortest path of a lattice that goes across first."""
    dx, dy = scene.end[0] - scene.start[0], scene.end[1] - scene.start[1]
    across, along = "right" if dx > 0 else "left", "up" if dy > 0 else "down"
    return [across] * abs(dx) + [along] * abs(dy)
