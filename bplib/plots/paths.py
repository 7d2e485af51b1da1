"""Paths on their way to a page: which are at whole pixels, long or alike, and marks' shapes."""

from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from bplib.plots.listing import STRAIGHT, circle, coded, written

LONGEST_EXACT = 128  # points of an area's edge; a longer one loses those that nobody sees
LONGEST_SNAPPED = 1024  # points; as in matplotlib's own painter

CIRCLE = np.asarray(Path.unit_circle().vertices)

Shape = tuple[tuple[str, list[int]], bool]  # of a mark, as it is written, and whether it is whole


@lru_cache(maxsize=1000)
def box_on_page(
    height: float, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    """Left, top, width and height of a box whose y goes up."""
    return round(x0, 2), round(height - y1, 2), round(x1 - x0, 2), round(y1 - y0, 2)


def stamp(shape: Path, matrix: Any, snap: bool | None) -> Shape:
    """The shape of a mark as it is written, and whether it lies at whole pixels; remembered."""
    codes = None if shape.codes is None else np.asarray(shape.codes, np.uint8).tobytes()
    points = np.asarray(shape.vertices, float).tobytes()
    return _stamp(points, codes, np.asarray(matrix.get_matrix(), float).tobytes(), snap)


@lru_cache(maxsize=500)
def _stamp(points: bytes, codes: bytes | None, matrix: bytes, snap: bool | None) -> Shape:
    kinds = None if codes is None else np.frombuffer(codes, np.uint8)
    shape = Path(np.frombuffer(points).reshape(-1, 2), kinds)
    place = Affine2D(np.frombuffer(matrix).reshape(3, 3))
    corners = place.transform(shape.vertices)
    radius = -corners[0, 1]  # of a circle, which starts below its centre
    if corners.shape == CIRCLE.shape and np.allclose(corners, radius * CIRCLE):
        return circle(radius), bool(snap)
    clean = shape.cleaned(place, curves=True)
    np.asarray(clean.vertices)[:, 1] *= -1
    return written(clean), is_whole(clean, snap)


def alike(paths: Any) -> tuple[Path, np.ndarray] | None:
    """Where some paths start and what they look like from there, if all look the same."""
    codes = paths[0].codes
    if len(paths) < 2 or len({len(path) for path in paths}) > 1 or codes is None:
        return None
    points = np.array([path.vertices for path in paths])
    around = points - points[:, :1]
    if not np.abs(around - around[0]).max() <= 1e-9 * np.ptp(points):
        return None
    if not all(path.codes is codes or np.array_equal(path.codes, codes) for path in paths):
        return None
    return Path(around[0], codes), points[:, 0]


def ends(path: Path, transform: Any) -> Any:
    """Where a path's parts end: the places of its markers."""
    if path.codes is None:
        return transform.transform(path.vertices)
    parts = path.iter_segments(transform, simplify=False)
    return [np.asarray(points)[-2:] for points, code in parts if code != Path.CLOSEPOLY]


def is_long(path: Path) -> bool:
    """Whether an area has an edge of so many straight pieces that some can be done without."""
    if len(path) <= LONGEST_EXACT:
        return False
    return path.codes is None or not np.isin(path.codes, (Path.CURVE3, Path.CURVE4)).any()


def is_whole(path: Path, snap: bool | None) -> bool:
    """Whether a path is to lie at whole pixels: one of level and upright lines."""
    if snap is not None:
        return bool(snap)
    text, needed = coded(np.asarray(path.codes, np.uint8).tobytes())
    if len(path) > LONGEST_SNAPPED or "Q" in text or "C" in text:
        return False
    codes, points = np.asarray(path.codes), np.asarray(path.vertices)
    if text.startswith(("ML", "(ML)")) and _is_slanted(*points[:2].tolist()):
        return False  # as most curves begin
    if needed is not None:
        codes, points = codes[needed], points[needed]
    steps = np.abs(points[1:] - points[:-1])[codes[1:] == Path.LINETO]
    return bool((steps.min(axis=1) < STRAIGHT).all()) if len(steps) else False


def are_level(points: np.ndarray) -> bool:
    """The same of straight pieces from point to point (n, 2)."""
    if _is_slanted(*points[:2].tolist()):
        return False
    steps = np.abs(points[1:] - points[:-1])
    return bool((steps.min(axis=1) < STRAIGHT).all())


def _is_slanted(one: list[float], other: list[float]) -> bool:
    return min(abs(one[0] - other[0]), abs(one[1] - other[1])) >= STRAIGHT
