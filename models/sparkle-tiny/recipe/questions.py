"""Questions and their answers, to the letter of LANGUAGE.md. Each function draws the wording and the objects.

`positions` are those that the answer is made of: the scene's own, or those that are told in words. Not here: which questions
a conversation has (mixtures.py), judging answers (judging.py).
"""

import itertools

from .routes import shortest_route, walked_route
from .scenes import (
    OBJECT_COLOURS,
    Point,
    Scene,
    cell,
    direction,
    displacement,
    distance,
    moves,
    region,
    spend_draw,
    steps_between,
    whole,
)

# Margins inside which a class is not asked for: degrees, tenths of the side.
ANGLE_MARGIN_DEG = 4
REGION_MARGIN = 0.25
# The shortest route is asked for from a start from which the second best is so many times as long, if there is one.
CLEAR_ROUTE = 1.06

DESCRIBE = "Describe the positions of all objects."
SHORTEST_PATH = "Find the shortest path from the green node to the red node."

Asked = tuple[str, str]
"""A question and its answer."""


def position_text(place: Point) -> str:
    return "(%d,%d)" % cell(place)


def listing(scene: Scene, positions: list[Point], order: list[int] | None = None) -> str:
    places = range(len(positions)) if order is None else order
    return ", ".join(f"{scene.names[i]} {position_text(positions[i])}" for i in places)


def told_scene(random, scene: Scene, positions: list[Point]) -> str:
    """The scene in words, to stand before a question in place of a picture."""
    order = list(range(len(positions)))
    random.shuffle(order)
    grid = f"Grid: {scene.side} by {scene.side}. " if scene.is_lattice else ""
    return f"{grid}Objects: {listing(scene, positions, order)}. "


def region_question(random, scene: Scene, i: int) -> str:
    name = scene.names[i]
    return random.choice([f"Which part of the image is {name} in?", f"In which region is {name}?"])


def _coordinates(random, scene: Scene, positions: list[Point], order: list[int]) -> Asked:
    name = scene.names[order[0]]
    question = random.choice([f"What are the coordinates of {name}?", f"Where is {name}?"])
    return question, f"{name} {position_text(positions[order[0]])}"


def _region(random, scene: Scene, positions: list[Point], order: list[int]) -> Asked | None:
    for i in order:
        where = region(positions[i], REGION_MARGIN)
        if where:
            return region_question(random, scene, i), f"{scene.names[i]}: {where}"
    return None


def _direction(random, scene: Scene, positions: list[Point], order: list[int]) -> Asked | None:
    for i, j in itertools.permutations(order, 2):
        where = direction(positions[i], positions[j], ANGLE_MARGIN_DEG)
        if where:
            a, b = scene.names[i], scene.names[j]
            question = random.choice(
                [f"What is the direction from {a} to {b}?", f"In which direction is {b} from {a}?"]
            )
            return question, f"{a} to {b}: {displacement(positions[i], positions[j])}: {where}"
    return None


def _comparison(random, scene: Scene, positions: list[Point], order: list[int]) -> Asked | None:
    for i, j, k in itertools.permutations(order, 3):
        to_j, to_k = distance(positions[i], positions[j]), distance(positions[i], positions[k])
        if abs(to_j - to_k) > 1 and whole(to_j) != whole(to_k):
            a, b, c = (scene.names[place] for place in (i, j, k))
            legs = f"{b} {whole(to_j)}, {c} {whole(to_k)}: "
            if random.random() < 0.5:
                return f"Which is closer to {a}: {b} or {c}?", legs + (b if to_j < to_k else c)
            return f"Which is farther from {a}: {b} or {c}?", legs + (b if to_j > to_k else c)
    return None


def _distance(random, scene: Scene, positions: list[Point], order: list[int]) -> Asked:
    i, j = order[0], order[1 % len(order)]
    a, b = scene.names[i], scene.names[j]
    question = random.choice([f"How far is {a} from {b}?", f"What is the distance between {a} and {b}?"])
    apart = whole(distance(positions[i], positions[j]))
    return question, f"{a} to {b}: {displacement(positions[i], positions[j])}: {apart}"


def _description(random, scene: Scene, positions: list[Point], order: list[int]) -> Asked:
    grid = f"{scene.side} by {scene.side} grid, " if scene.is_lattice else ""
    return DESCRIBE, grid + listing(scene, positions, scene.alphabetical)


# Each form of basic question, with the form that is asked where a scene allows none of its own.
_FORMS = {
    "coordinates": (_coordinates, None),
    "region": (_region, "coordinates"),
    "direction": (_direction, "coordinates"),
    "comparison": (_comparison, "distance"),
    "distance": (_distance, None),
    "description": (_description, None),
}


def basic_question(random, scene: Scene, form: str, positions: list[Point] | None = None) -> Asked:
    """One basic question of a form."""
    where = positions or scene.positions
    order = list(range(len(where)))
    random.shuffle(order)
    ask, otherwise = _FORMS[form]
    asked = ask(random, scene, where, order)
    return asked if asked else basic_question(random, scene, otherwise, where)


def path_question(scene: Scene, positions: list[Point] | None = None) -> Asked:
    """The shortest path on a lattice: positions, hops, moves."""
    where = positions or scene.positions
    hops = steps_between(scene.end[0] - scene.start[0], scene.end[1] - scene.start[1])
    grid = f"{scene.side} by {scene.side} grid"
    return SHORTEST_PATH, f"{grid}, {listing(scene, where)}, {hops}: {', '.join(moves(scene))}"


def route_question(random, scene: Scene, positions: list[Point] | None = None) -> tuple[str, str, int]:
    """The shortest route, answered by nearest neighbour: positions, distances at each stop, route; and its start."""
    where = positions or scene.positions
    random.randrange(len(where))  # Once the start; it is drawn below now.
    for start in random.sample(range(len(where)), len(where)):
        if shortest_route(where, start)[2] > CLEAR_ROUTE:
            break
    route = walked_route(scene, where, start)
    legs = []
    for stop, i in enumerate(route[:-1]):
        left = [j for j in scene.alphabetical if j not in route[: stop + 1]]
        apart = ", ".join(f"{scene.names[j]} {whole(distance(where[i], where[j]))}" for j in left)
        legs.append(f"{scene.names[i]} to {apart}")
    question = f"Starting at {scene.names[start]}, find the shortest route that visits every object once."
    order = ", ".join(scene.names[i] for i in route)
    return question, f"{listing(scene, where, scene.alphabetical)}; {'; '.join(legs)}: {order}", start


def list_question(random, scene: Scene, subject: str, positions: list[Point], most: int) -> Asked:
    """Many regions, directions or distances of a scene in one answer, which may be empty."""
    order = list(range(len(positions)))
    random.shuffle(order)
    if subject == "regions":
        found = [(i, region(positions[i], REGION_MARGIN)) for i in order]
        return "List the regions.", ", ".join(f"{scene.names[i]}: {where}" for i, where in found if where)
    # Each pair once: the reverse could be copied.
    pairs = [
        pair if random.random() < 0.5 else pair[::-1] for pair in itertools.combinations(order, 2)
    ]
    random.shuffle(pairs)
    parts: list[str] = []
    for i, j in pairs:
        a, b = positions[i], positions[j]
        said = direction(a, b, ANGLE_MARGIN_DEG) if subject == "directions" else whole(distance(a, b))
        if said:
            parts.append(f"{scene.names[i]} to {scene.names[j]}: {displacement(a, b)}: {said}")
        if len(parts) >= most:
            break
    return f"List the {subject}.", ", ".join(parts)


def seeing_question(random, scene: Scene) -> Asked:
    """A question about what is there, without positions."""
    spend_draw(random)
    if scene.is_lattice:
        if random.random() < 0.7:
            return "How many nodes are in each row of the grid?", str(scene.side)
        return "What does the image show?", f"a {scene.side} by {scene.side} grid"
    names, places = scene.names, scene.positions
    i = random.randrange(len(names))
    kind = random.random()
    listed = lambda order: ", ".join(names[j] for j in order)
    if kind < 0.3:
        by_x = sorted(range(len(names)), key=lambda j: places[j][0])
        return "List the objects from left to right.", listed(by_x)
    if kind < 0.45:
        by_y = sorted(range(len(names)), key=lambda j: -places[j][1])
        return "List the objects from top to bottom.", listed(by_y)
    if kind < 0.6:
        return "How many objects are there?", str(len(names))
    if kind < 0.75:
        return "List all objects.", listed(scene.alphabetical)
    if kind < 0.9:
        asked = random.choice([names[i], random.choice(OBJECT_COLOURS)])
        return f"Is there an object {asked}?", "yes" if asked in names else "no"
    return "What does the image show?", f"{len(names)} objects"
