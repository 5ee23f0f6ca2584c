"""Routes through all objects: the shortest, and the one that always goes on to the nearest. Not here: their words."""

import itertools

from .scenes import Point, Scene, distance, whole


def shortest_route(positions: list[Point], start: int) -> tuple[float, tuple[int, ...], float]:
    """The length and order of the shortest open route from an object, and how many times as long the second best is."""
    rest = [i for i in range(len(positions)) if i != start]
    apart = [[distance(a, b) for b in positions] for a in positions]
    routes = sorted(
        (apart[start][order[0]] + sum(apart[a][b] for a, b in itertools.pairwise(order)), (start, *order))
        for order in itertools.permutations(rest)
    )
    length, order = routes[0]
    return length, order, routes[1][0] / length if len(routes) > 1 else 9.0


def walked_route(scene: Scene, positions: list[Point], start: int) -> list[int]:
    """Always on to the nearest object not yet visited, by whole distances, ties in alphabetical order."""
    route = [start]
    while len(route) < len(positions):
        left = [i for i in scene.alphabetical if i not in route]
        route.append(min(left, key=lambda i: int(whole(distance(positions[route[-1]], positions[i])))))
    return route
