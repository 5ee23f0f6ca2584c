"""Items to measure with: a scene, a question, and whether an answer is right. Not here: asking the model (measure.py)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .questions import basic_question, path_question, route_question, told_scene
from .routes import shortest_route
from .scenes import ROUTE_COLOURS, TEST_COLOURS, Scene, cell_centre, discs, distance, lattice

# The names of tasks are the lab's where it has them; `@told` tells the scene in words in place of the picture.
BASIC_TASKS = {
    "coordinates": "coordinates",
    "region": "region",
    "direction": "direction",
    "comparison": "comparison",
    "distance": "distance",
    "description": "description",
}
TASKS = [*BASIC_TASKS, "spp4", "spp5", "tsp4", "tsp5"]
TOLD = "@told"
# A route is right if it is at most so many times as long as the shortest.
ROUTE_TOLERANCE = 1.02


@dataclass(frozen=True)
class Item:
    scene: Scene
    question: str
    is_right: Callable[[str], bool]


def item_of(random, task: str) -> Item:
    """A random item of a task."""
    name, is_told = task.removesuffix(TOLD), task.endswith(TOLD)
    if name.startswith("spp"):
        scene = lattice(random, int(name[3]))
        question, _ = path_question(scene)
        told = told_scene(random, scene, [cell_centre(place) for place in scene.positions]) if is_told else ""
        return Item(scene, told + question, lambda answer: is_shortest_path(scene, answer))
    if name.startswith("tsp"):
        scene = discs(random, int(name[3]), 2.0, ROUTE_COLOURS)
        question, _, start = route_question(random, scene)
        told = told_scene(random, scene, [cell_centre(place) for place in scene.positions]) if is_told else ""
        return Item(scene, told + question, lambda answer: is_short_route(scene, start, answer))
    scene = discs(random, 5, 2.0, TEST_COLOURS)
    question, right = basic_question(random, scene, BASIC_TASKS[name])
    told = told_scene(random, scene, scene.positions) if is_told else ""
    return Item(scene, told + question, lambda answer: is_right_basic(name, right, answer))


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def _conclusion(text: str) -> str:
    return text.split(":")[-1].strip()


def is_right_basic(form: str, right: str, answer: str) -> bool:
    """Classes must be equal; numbers and cells may be off by 1."""
    if form in ("region", "direction", "comparison"):
        return _conclusion(answer) == _conclusion(right)
    if form == "distance":
        right, answer = _conclusion(right), _conclusion(answer)
    given, wanted = _numbers(answer), _numbers(right)
    return len(given) == len(wanted) and all(abs(a - b) <= 1 for a, b in zip(given, wanted))


def is_shortest_path(scene: Scene, answer: str) -> bool:
    """Any path on the lattice from start to end in the fewest moves."""
    if ":" not in answer:
        return False
    said = [word.strip() for word in answer.split(":")[1].split(",")]
    ways = {"right": (1, 0), "left": (-1, 0), "up": (0, 1), "down": (0, -1)}
    column, row = scene.start
    for word in said:
        if word not in ways:
            return False
        column, row = column + ways[word][0], row + ways[word][1]
        if not (0 <= column < scene.side and 0 <= row < scene.side):
            return False
    hops = abs(scene.start[0] - scene.end[0]) + abs(scene.start[1] - scene.end[1])
    return (column, row) == scene.end and len(said) == hops


def is_short_route(scene: Scene, start: int, answer: str) -> bool:
    """Every object once, from the start, about as short as can be."""
    if ":" not in answer:
        return False
    said = [word.strip() for word in answer.split(":")[1].split(",")]
    if sorted(said) != sorted(scene.names) or said[0] != scene.names[start]:
        return False
    order = [scene.names.index(name) for name in said]
    length = sum(distance(scene.positions[a], scene.positions[b]) for a, b in zip(order, order[1:]))
    return length <= shortest_route(scene.positions, start)[0] * ROUTE_TOLERANCE
