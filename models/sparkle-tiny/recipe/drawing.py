"""Scenes as pictures, a batch at a time, with what each cell of the connector's output shows.

Light-grey lattices with labelled nodes, coloured discs, all with soft edges. With a `random.Random` the look varies (tints,
greys, background, sizes); without one it is the plain look that the lab draws. Letters: B scenes, K objects, S the side of
the image in pixels. Not here: scenes (scenes.py).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from .scenes import COLOUR_NAMES, COLOURS, GREY, Scene

SIDE_PX = 192
CELLS = 6
"""Cells a side of the connector's output: one image token each."""
MOST_OBJECTS = 8

# Labels of nodes: squares of pixels around their centres, in these sizes of print, up to N36.
_WINDOW_PX = 40
_LABEL_SIZES_PX = (7, 8, 9, 10)
_MOST_NODES = 36
_PLAIN_SIZE, _PLAIN_FONT = _LABEL_SIZES_PX.index(8), 1
_EDGE_HALF_WIDTH, _NODE_RADIUS = 0.015, 0.2
"""In the distance between two nodes."""

_FONT_FOLDERS = (
    Path(__file__).resolve().parents[3] / "node_modules/dejavu-fonts-ttf/ttf",
    Path("/usr/share/fonts/truetype/dejavu"),
)
_RGB = np.array([COLOURS[name] for name in COLOUR_NAMES], np.float32) / 255.0


@dataclass
class Sheet:
    """A batch of scenes as numbers: what is drawn, in image sides with y down, and what the cells show."""

    positions: np.ndarray
    """(B, K, 2)"""
    radii: np.ndarray
    """(B, K); 0 where there is no object."""
    colours: np.ndarray
    """(B, K, 3), 0 to 1"""
    sides: np.ndarray
    """(B,) nodes a side; 0 for discs."""
    fonts: np.ndarray
    label_sizes: np.ndarray
    has_labels: np.ndarray
    """(B,) each, of the labels of nodes."""
    greys: np.ndarray
    backgrounds: np.ndarray
    """(B, 3) each"""
    cell_colours: np.ndarray
    """(B, cells) the place of the colour in COLOUR_NAMES plus 1; 0 where nothing is."""
    cell_positions: np.ndarray
    """(B, cells, 2) of what is in the cell, in image sides, y up."""

    @property
    def is_object(self) -> np.ndarray:
        """(B, cells) whether a coloured object is in the cell."""
        return (self.cell_colours > 0) & (self.cell_colours != GREY + 1)


def _cell_at(x: float, y: float) -> int:
    """The number of the cell at a point with y up, row by row from the top."""
    return int((1 - y) * CELLS) * CELLS + int(x * CELLS)


def lay_out(scenes: list[Scene], random=None) -> Sheet:
    """The sheet of scenes, in a look that `random` draws, or in the plain one."""
    batch, cells = len(scenes), CELLS * CELLS
    sheet = Sheet(
        positions=np.zeros((batch, MOST_OBJECTS, 2), np.float32),
        radii=np.zeros((batch, MOST_OBJECTS), np.float32),
        colours=np.zeros((batch, MOST_OBJECTS, 3), np.float32),
        sides=np.zeros(batch, np.int64),
        fonts=np.full(batch, _PLAIN_FONT, np.int64),
        label_sizes=np.full(batch, _PLAIN_SIZE, np.int64),
        has_labels=np.zeros(batch, bool),
        greys=np.full((batch, 3), 211 / 255, np.float32),
        backgrounds=np.ones((batch, 3), np.float32),
        cell_colours=np.zeros((batch, cells), np.int64),
        cell_positions=np.zeros((batch, cells, 2), np.float32),
    )
    for row, scene in enumerate(scenes):
        _lay_out_one(sheet, row, scene, random)
    return sheet


def _lay_out_one(sheet: Sheet, row: int, scene: Scene, random) -> None:
    count = len(scene.positions)
    places = np.array(scene.positions, np.float32) / 10
    places[:, 1] = 1 - places[:, 1]
    sheet.positions[row, :count] = places
    radius, colours = scene.radius / 10, _RGB[scene.colour_indices].copy()
    if random:
        tint = np.array([random.uniform(-0.04, 0.04) for _ in range(3)], np.float32)
        colours = np.clip(colours + tint, 0, 1)
        sheet.greys[row] = random.uniform(0.72, 0.9)
        if random.random() < 0.3:
            sheet.backgrounds[row] = [random.uniform(0.92, 1) for _ in range(3)]
        sheet.fonts[row] = random.random() < 0.5
        random.randint(5, 10)  # Once the size of printed names.
        sheet.label_sizes[row] = random.randint(0, 3)
        if not scene.is_lattice:
            radius *= random.uniform(0.85, 1.15)
    sheet.radii[row, :count] = radius
    sheet.colours[row, :count] = colours
    colour_of, position_of = sheet.cell_colours[row], sheet.cell_positions[row]
    if scene.is_lattice:
        side = scene.side
        sheet.sides[row], sheet.has_labels[row] = side, scene.has_node_labels
        for column in range(side):
            for line in range(side):
                place = ((column + 0.5) / side, (line + 0.5) / side)
                cell = _cell_at(*place)
                colour_of[cell], position_of[cell] = GREY + 1, place
    # In single precision, as positions are drawn.
    cells = (places[:, 1] * CELLS).astype(int) * CELLS + (places[:, 0] * CELLS).astype(int)
    colour_of[cells] = np.array(scene.colour_indices) + 1
    position_of[cells] = np.array(scene.positions, np.float32) / 10


@cache
def _labels() -> Tensor:
    """Ink of the labels N1 to N36, (fonts, sizes, 1 + labels, window, window), 0 to 1; number 0 is empty."""
    fonts = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
    ink = np.zeros((2, len(_LABEL_SIZES_PX), _MOST_NODES + 1, _WINDOW_PX, _WINDOW_PX), np.float32)
    for f, name in enumerate(fonts):
        path = next((folder / name for folder in _FONT_FOLDERS if (folder / name).exists()), None)
        if path is None:
            raise FileNotFoundError(f"Expected {name} in {_FONT_FOLDERS[0]}. Run npm install there, or install DejaVu.")
        for z, size in enumerate(_LABEL_SIZES_PX):
            font = ImageFont.truetype(str(path), size)
            for number in range(1, _MOST_NODES + 1):
                image = Image.new("L", (_WINDOW_PX, _WINDOW_PX))
                middle = (_WINDOW_PX / 2, _WINDOW_PX / 2)
                ImageDraw.Draw(image).text(middle, f"N{number}", font=font, fill=255, anchor="mm")
                ink[f, z, number] = np.asarray(image) / 255.0
    return torch.from_numpy(ink)


def draw(sheet: Sheet, side_px: int = SIDE_PX) -> Tensor:
    """The pictures, (B, 3, S, S) in -1 to 1."""
    batch = len(sheet.sides)
    backgrounds = torch.from_numpy(sheet.backgrounds)
    image = backgrounds[:, None, None, :].expand(batch, side_px, side_px, 3).contiguous()
    if sheet.sides.any():
        image = _with_lattices(image, sheet, side_px)
    _draw_discs(image, sheet, side_px)
    if sheet.has_labels.any():
        image = _with_labels(image, sheet, side_px)
    return (image.permute(0, 3, 1, 2) * 2 - 1).contiguous()


def _with_lattices(image: Tensor, sheet: Sheet, side_px: int) -> Tensor:
    sides = torch.from_numpy(sheet.sides)
    nodes = sides.clamp(min=1).float()[:, None, None]
    middle = (torch.arange(side_px).float() + 0.5) / side_px
    across, down = middle[None, None, :] * nodes, middle[None, :, None] * nodes
    dx, dy, pixel = (across % 1) - 0.5, (down % 1) - 0.5, nodes / side_px
    inside = lambda value: (value > 0.5) & (value < nodes - 0.5)
    half = _EDGE_HALF_WIDTH
    edges = torch.maximum(
        ((half + pixel / 2 - dy.abs()) / pixel).clamp(0, 1) * inside(across),
        ((half + pixel / 2 - dx.abs()) / pixel).clamp(0, 1) * inside(down),
    )
    discs = ((_NODE_RADIUS + pixel / 2 - (dx**2 + dy**2).sqrt()) / pixel).clamp(0, 1)
    ink = torch.maximum(edges, discs) * (sides > 0)[:, None, None]  # (B, S, S)
    return image + ink[..., None] * (torch.from_numpy(sheet.greys)[:, None, None, :] - image)


def _draw_discs(image: Tensor, sheet: Sheet, side_px: int) -> None:
    """Blends the objects into image (B, S, S, 3) in place. They never overlap."""
    count = max(1, int((sheet.radii > 0).any(0).sum()))
    radii, sides = torch.from_numpy(sheet.radii)[:, :count], torch.from_numpy(sheet.sides)
    colours = torch.from_numpy(sheet.colours)[:, :count]
    centres = torch.from_numpy(sheet.positions)[:, :count] * side_px  # (B, K, 2)
    whole = centres.floor().long()
    window = torch.arange(_WINDOW_PX)
    down, across = torch.meshgrid(window, window, indexing="ij")
    x = (whole[..., 0] - _WINDOW_PX // 2)[..., None, None] + across  # (B, K, window, window)
    y = (whole[..., 1] - _WINDOW_PX // 2)[..., None, None] + down
    reach = ((x + 0.5 - centres[..., 0, None, None]) ** 2 + (y + 0.5 - centres[..., 1, None, None]) ** 2).sqrt()
    of_nodes = _NODE_RADIUS / sides.clamp(min=1).float()[:, None].expand_as(radii)
    radii_px = torch.where((sides > 0)[:, None], of_nodes, radii) * side_px
    ink = (radii_px[..., None, None] + 0.5 - reach).clamp(0, 1) * (radii > 0)[..., None, None]
    ink = (ink * ((x >= 0) & (x < side_px) & (y >= 0) & (y < side_px)))[..., None]
    rows = torch.arange(len(sides))[:, None, None, None] * side_px + y.clamp(0, side_px - 1)
    at = (rows * side_px + x.clamp(0, side_px - 1)).reshape(-1)
    pixels = image.view(-1, 3)
    now = pixels[at].reshape(*ink.shape[:-1], 3)
    pixels.index_add_(0, at, (ink * (colours[:, :, None, None, :] - now)).view(-1, 3))


def _with_labels(image: Tensor, sheet: Sheet, side_px: int) -> Tensor:
    nodes = torch.from_numpy(sheet.sides).clamp(min=1)[:, None, None]
    middle = (torch.arange(side_px).float() + 0.5) / side_px
    shape = (len(sheet.sides), side_px, side_px)
    column = (middle[None, None, :] * nodes).floor().long().expand(shape)
    line = ((1 - middle[None, :, None]) * nodes).floor().long().expand(shape)
    pixel = torch.arange(side_px)
    half = _WINDOW_PX // 2
    across = pixel[None, None, :] - ((column + 0.5) / nodes * side_px).round().long() + half
    down = pixel[None, :, None] - ((1 - (line + 0.5) / nodes) * side_px).round().long() + half
    is_in = lambda value: (value >= 0) & (value < _WINDOW_PX)
    is_shown = is_in(across) & is_in(down) & torch.from_numpy(sheet.has_labels)[:, None, None]
    number = torch.where(is_shown, (column * nodes + line + 1).clamp(0, _MOST_NODES), torch.zeros_like(column))
    fonts, sizes = (torch.from_numpy(each)[:, None, None] for each in (sheet.fonts, sheet.label_sizes))
    most = _WINDOW_PX - 1
    ink = _labels()[fonts, sizes, number, down.clamp(0, most), across.clamp(0, most)] * is_shown  # (B, S, S)
    return image * (1 - ink[..., None])
