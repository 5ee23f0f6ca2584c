"""The mixtures of questions that each stage trains on: one scene, several questions, and which part of an answer has loss.

What the model is never shown stands here: of a picture in view it gets no direction, no distance, and no composite answer
beyond the listing of positions, with loss on it. Not here: the words (questions.py), tokens and masks (conversation.py).
"""

from dataclasses import dataclass

from .questions import (
    basic_question,
    list_question,
    path_question,
    region_question,
    route_question,
    seeing_question,
    told_scene,
)
from .scenes import (
    ROUTE_COLOURS,
    TRAINING_COLOURS,
    Scene,
    any_discs,
    any_lattice,
    cell_centre,
    discs,
    jittered,
    lattice,
    region,
    spend_draw,
)

# The share of told scenes whose questions are lists of directions, regions and distances.
LISTS_SHARE = 0.65


@dataclass(frozen=True)
class Turn:
    """A question, its answer, and which of the answer's tokens have loss (conversation.py: LOSS_PARTS)."""

    question: str
    answer: str
    loss: str = "all"


@dataclass(frozen=True)
class SeenShares:
    """Shares of the questions about a picture, 0 to 1; what is left of 1 asks what is there."""

    positions: float
    regions: float
    composite: float
    """Composite answers and, on every layout, the form of directions and distances."""
    lattices: float = 0.4
    """The share of scenes that are lattices, where positions are asked on every layout."""


def _without_repeats(turns: list[Turn]) -> list[Turn]:
    """Of turns with one question the last, in the place of the first."""
    return list({turn.question: turn for turn in turns}.values())


def _region_turn(random, scene: Scene) -> list[Turn]:
    if scene.is_lattice:
        i = random.randrange(2)
        where = region(scene.positions[i], 0.1)
        return [Turn(region_question(random, scene, i), f"{scene.names[i]}: {where}")] if where else []
    question, answer = basic_question(random, scene, "region")
    return [Turn(question, answer)] if ":" in answer else []


def named_scene(random, count: int, shares: SeenShares) -> tuple[Scene, list[Turn]]:
    """First language: names, counts, orders and regions; some positions; composite answers as an outline only."""
    if random.random() < 0.2:
        scene = any_lattice(random)
    elif random.random() < shares.regions:
        scene = any_discs(random, 4, 6)
    else:
        scene = any_discs(random)
    turns: list[Turn] = []
    if not scene.is_lattice and random.random() < min(0.9, 2 * shares.regions):
        question, answer = list_question(random, scene, "regions", scene.positions, 9)
        if answer:
            turns.append(Turn(question, answer))
    for _ in range(count):
        kind = random.random()
        if kind < shares.positions:
            form = (
                "coordinates"
                if scene.is_lattice
                else random.choice(["coordinates", "description", "description"])
            )
            turns.append(Turn(*basic_question(random, scene, form)))
        elif kind < shares.positions + shares.regions:
            turns += _region_turn(random, scene)
        elif kind < shares.positions + shares.regions + shares.composite:
            if scene.is_lattice:
                asked = path_question(scene)
            elif 3 <= len(scene.positions) <= 5 and random.random() < 0.6:
                asked = route_question(random, scene)[:2]
            else:
                asked = basic_question(random, scene, random.choice(["coordinates", "description"]))
            turns.append(Turn(*asked, loss="outline"))
        else:
            turns.append(Turn(*seeing_question(random, scene)))
    return scene, _without_repeats(turns)


def placed_scene(random, count: int, shares: SeenShares) -> tuple[Scene, list[Turn]]:
    """Positions on every layout; of composite answers the listing; of directions and distances the form."""
    if random.random() < shares.lattices:
        scene = any_lattice(random)
    elif random.random() < 0.5:
        scene = any_discs(random, 2, 6)
    else:
        scene = discs(random, random.randint(3, 5))
    turns: list[Turn] = []
    for _ in range(count):
        kind = random.random()
        if kind < shares.positions:
            form = random.choice(["coordinates", "description"])
            turns.append(Turn(*basic_question(random, scene, form)))
        elif kind < shares.positions + shares.regions:
            turns += _region_turn(random, scene)
        elif kind < shares.positions + shares.regions + shares.composite:
            turns += _outlined_turn(random, scene)
        else:
            turns.append(Turn(*seeing_question(random, scene)))
    return scene, _without_repeats(turns)


def _outlined_turn(random, scene: Scene) -> list[Turn]:
    if scene.is_lattice:
        return [Turn(*path_question(scene), loss="listing")]
    if len(scene.positions) > 2 and random.random() < 0.45:
        form = random.choice(["direction", "direction", "distance", "comparison"])
        return [Turn(*basic_question(random, scene, form), loss="form")]
    if 3 <= len(scene.positions) <= 5:
        return [Turn(*route_question(random, scene)[:2], loss="listing")]
    return []


def told_discs(random, count: int) -> tuple[str, list[Turn]]:
    """Discs told in words, with directions, regions and distances worked out to the end. -> the telling, the turns."""
    discs_told = random.choice([2, 3, 3, 4, 4, 5])
    spend_draw(random)
    scene = discs(random, discs_told, random.choice([1.6, 2.4]))
    told = [cell_centre(place) for place in scene.positions]
    turns: list[Turn] = []
    if random.random() < LISTS_SHARE:
        subjects = ["directions", "regions", "distances"]
        random.shuffle(subjects)
        for subject in subjects:
            question, answer = list_question(random, scene, subject, told, 6 if subject == "directions" else 4)
            if answer:
                turns.append(Turn(question, answer))
        return told_scene(random, scene, told), turns
    forms = ["direction"] * 3 + ["region"] * 2 + ["coordinates", "distance"]
    for _ in range(count):
        form = random.choice(forms + (["comparison"] * 2 if discs_told > 2 else []))
        turns.append(Turn(*basic_question(random, scene, form, told)))
    return told_scene(random, scene, told), turns


def told_lattice(random) -> tuple[str, list[Turn]]:
    """A shortest path from a told lattice or, half of the time, from the listing in the answer alone."""
    scene = any_lattice(random)
    told = [cell_centre(jittered(random, place, 2.5 / scene.side)) for place in scene.positions]
    question, answer = path_question(scene, told)
    if random.random() < 0.5:
        return told_scene(random, scene, told), [Turn(question, answer)]
    return "", [Turn(question, answer, loss="solving")]


def told_route(random) -> tuple[str, list[Turn]]:
    """A route from told discs or, six times of ten, from the listing in the answer alone."""
    scene = discs(random, random.choice([3, 4, 4, 5]), random.choice([1.6, 2.0, 2.4]))
    told = [cell_centre(place) for place in scene.positions]
    question, answer, _ = route_question(random, scene, told)
    if random.random() < 0.4:
        return told_scene(random, scene, told), [Turn(question, answer)]
    return "", [Turn(question, answer, loss="solving")]


def any_picture(random) -> Scene:
    """A scene for a picture that no question is about, or that teaches the vision encoder."""
    return any_lattice(random) if random.random() < 0.3 else any_discs(random)


# Forms of questions that an adapter is trained on, by skill, as often as they stand here.
SKILLS = {
    "direction": ["direction"],
    "distance": ["comparison", "distance"],
    "localization": ["coordinates", "region", "description"],
    "all": [
        *["direction", "direction", "comparison", "distance"],
        *["coordinates", "region", "description", "description"],
    ],
}


def skill_scene(random, skill: str, count: int) -> tuple[Scene, list[Turn]]:
    """What an adapter is trained on: basic questions about three discs."""
    scene = discs(random, 3, 3.0, TRAINING_COLOURS)
    forms = SKILLS[skill]
    return scene, [Turn(*basic_question(random, scene, random.choice(forms))) for _ in range(count)]


def composite_scene(random) -> tuple[Scene, list[Turn]]:
    """The control: one composite question about a picture, answered to the end."""
    if random.random() < 0.5:
        scene = lattice(random, random.choice([4, 5]))
        return scene, [Turn(*path_question(scene))]
    scene = discs(random, 5, 2.0, ROUTE_COLOURS)
    return scene, [Turn(*route_question(random, scene)[:2])]
