"""A renderer of matplotlib that writes down what a page is to paint, in place of painting it."""

from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, BboxBase, IdentityTransform
from numpy.typing import ArrayLike

from bplib.plots.letters import Alphabet
from bplib.plots.listing import CAP, JOIN, PARTS, Listing, colour_name
from bplib.plots.paths import (
    LONGEST_EXACT,
    Shape,
    alike,
    are_level,
    box_on_page,
    ends,
    is_long,
    is_whole,
    stamp,
)

FILL, CLIP, STROKE, NO_STROKE = 0, 1, 2, (None,) * 5  # of a pen
UNMOVED = IdentityTransform()
CELLS = ("none", "nearest", "auto", "antialiased")  # of an image that is not smoothed


class Unpainted(TypeError):
    """A figure draws something that the page does not paint."""

    def __init__(self, what: str) -> None:
        super().__init__(f"a figure draws {what}, which the page does not paint; see recorder.py.")


class Recorder(RendererBase):
    """Writes one listing after the other, with one alphabet for all."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._box = figure.bbox
        self.dpi = figure.dpi
        self.alphabet = Alphabet(figure.dpi)
        self.listing = Listing()
        self._matrices: dict[int, tuple[Any, tuple[float, ...] | None]] = {}
        self._clips: dict[int, tuple[Any, tuple]] = {}
        self.started: list[float] = []  # lines of writing, in pixels from the top

    @property
    def width(self) -> float:
        """Pixels of the page."""
        return self._box.width

    @property
    def height(self) -> float:
        """Pixels of the page."""
        return self._box.height

    def taken(self) -> str:
        """The listing so far as JSON; the next one starts empty."""
        text, self.listing, self.started = self.listing.text(), Listing(), []
        return text

    # What matplotlib asks of a renderer, in its names.

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        return points * self.dpi / 72

    def option_image_nocomposite(self) -> bool:
        return True

    def option_scale_image(self) -> bool:
        return True

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:
        self.path(self._pen(gc, rgbFace), path, transform, rgbFace is not None, gc.get_snap())

    def draw_markers(
        self, gc: Any, marker_path: Path, marker_trans: Any, path: Path, trans: Any,
        rgbFace: Any = None,
    ) -> None:  # fmt: skip
        pen = self._pen(gc, rgbFace)
        if pen[FILL] is not None or pen[STROKE] is not None:
            shape = stamp(marker_path, marker_trans, gc.get_snap())
            self.copies(pen, shape, self._flipped(ends(path, trans)), True, [pen[FILL]])

    def draw_path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any,
        offset_trans: Any, *looks: Any, **more: Any,
    ) -> None:  # fmt: skip
        if not len(paths):  # matplotlib only asks whether we take all arguments
            return
        if self._lines(gc, master_transform, paths, all_transforms, offsets, *looks):
            return
        if not len(all_transforms) and not np.any(offsets) and (same := alike(paths)):
            paths, offsets, offset_trans = [same[0]], same[1], master_transform
            master_transform = Affine2D(master_transform.get_matrix().copy())
            master_transform.get_matrix()[:2, 2] = 0  # how large, not where
        elif len(paths) != 1 or len(all_transforms) > 1 or len(offsets) < 2:
            super().draw_path_collection(
                gc, master_transform, paths, all_transforms, offsets, offset_trans, *looks, **more
            )
            return
        matrix = Affine2D(all_transforms[0]) if len(all_transforms) else Affine2D()
        shape = stamp(paths[0], matrix + master_transform, gc.get_snap())
        places = self._flipped(offset_trans.transform(offsets))
        for pen, (which, fills) in self._looks(gc, len(places), *looks).items():
            self.copies((None, *pen), shape, places[which], False, fills)

    def draw_quad_mesh(
        self, gc: Any, master_transform: Any, meshWidth: int, meshHeight: int, coordinates: Any,
        offsets: Any, offsetTrans: Any, facecolors: Any, antialiased: Any, edgecolors: Any,
    ) -> None:  # fmt: skip
        corners = master_transform.transform(np.reshape(coordinates, (-1, 2)))
        grid = corners.reshape(meshHeight + 1, meshWidth + 1, 2)
        even = grid[0, 0] + np.stack(
            np.meshgrid(*(np.linspace(0, side, n + 1) for side, n in zip(
                grid[-1, -1] - grid[0, 0], (meshWidth, meshHeight), strict=True))), axis=-1
        )  # fmt: skip
        if not np.allclose(grid, even, atol=0.1):
            raise Unpainted("a mesh whose cells are not all alike")
        (x, y), (right, top) = grid[0, 0], grid[-1, -1]
        cells = np.rint(255 * np.reshape(facecolors, (meshHeight, meshWidth, 4))).astype(np.uint8)
        box = (x, self.height - y, right - x, y - top)
        self.listing.image((None, self._clip(gc)), box, cells, False)

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        if transform is None or gc.get_gid() is None:  # `Canvas` names images
            raise Unpainted("an image that is none of an axes'")
        (left, low), (right, high) = transform.transform([(0, 0), (1, 1)]) + np.array([x, y])
        box = (left, self.height - low, right - left, low - high)
        cells = np.array(im)
        cells[..., 3] = np.rint(cells[..., 3] * gc.get_alpha())
        self.listing.image((None, self._clip(gc)), box, cells, gc.get_gid() not in CELLS)

    def draw_gouraud_triangles(self, *_: Any) -> None:
        raise Unpainted("shaded triangles")

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        if ismath == "TeX":
            self.draw_tex()
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return self.alphabet.font(prop).box(s)

    def _get_font_height_metrics(self, prop: Any) -> Any:
        return self.alphabet.font(prop).line

    def draw_tex(self, *_: Any, **__: Any) -> None:
        raise Unpainted("words set by TeX")

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        self.started.append(y)
        fill = _colour(gc)
        if fill is None or not s:
            return
        pen = (fill, self._clip(gc))
        setting = self.alphabet.setting(s, prop, bool(ismath))
        turn = Affine2D().rotate_deg(-angle).translate(x, y)
        for run in setting.runs:
            across, down = turn.transform((run.places[0], -run.up))
            self.listing.words(pen, across, down, run.size, run.letters, run.steps, round(angle, 2))
        for bar in setting.bars:
            self.listing.path((*pen, *NO_STROKE), not angle, bar.cleaned(turn, curves=True))

    # What marks are written with, by themselves or by the above

    def path(self, pen: tuple, path: Path, transform: Any, area: bool, snap: Any) -> None:
        """Writes a line or an area, with as many points as are seen."""
        if pen[FILL] is None and pen[STROKE] is None:
            return
        inside = None if area else (-9.0, -9.0, self.width + 9, self.height + 9)
        simplify = is_long(path) if area else path.should_simplify
        clean = path.cleaned(
            transform, remove_nans=True, clip=inside, curves=True, simplify=simplify
        )
        self.listing.path(pen, is_whole(clean, snap), self._turned(clean))

    def forget_places(self) -> None:
        """Axes may lie elsewhere now, or have other limits."""
        self._matrices.clear()
        self._clips.clear()

    def matrix(self, transform: Any) -> tuple[float, ...] | None:
        """A transform's numbers, if it is affine; remembered until `forget_places`."""
        key = id(transform)
        if key not in self._matrices:
            found = transform.get_affine().to_values() if transform.is_affine else None
            self._matrices[key] = transform, found and tuple(map(float, found))
        return self._matrices[key][1]

    def spot(self, transform: Any, x: float, y: float) -> tuple[float, float]:
        """A point as matplotlib has it: in pixels, y upwards."""
        matrix = self.matrix(transform)
        if matrix is None:
            x, y = transform.transform((x, y)).tolist()
            return x, y
        a, b, c, d, e, f = matrix
        return a * x + c * y + e, b * x + d * y + f

    def on_page(self, transform: Any, x: ArrayLike, y: ArrayLike) -> np.ndarray:
        """Coordinates as points of the page (n, 2)."""
        matrix = self.matrix(transform)
        if matrix is None:
            return self._flipped(transform.transform(np.column_stack([x, y])))
        a, b, c, d, e, f = matrix
        x, y = np.asarray(x, float), np.asarray(y, float)
        points = np.empty((x.size, 2))
        points[:, 0] = a * x + c * y + e
        points[:, 1] = self.height - (b * x + d * y + f)
        return points

    def is_near(self, points: np.ndarray) -> bool:
        """Whether all points lie on the page, or hardly beyond."""
        return bool(((points > -9) & (points < (self.width + 9, self.height + 9))).all())

    def straight(
        self, pen: tuple, points: np.ndarray, snap: bool | None, closed: bool = False
    ) -> None:
        """Writes straight pieces from point to point of the page, on to the first if closed."""
        if pen[FILL] is None and pen[STROKE] is None:
            return
        if closed or (1 < len(points) < LONGEST_EXACT and self.is_near(points)):
            whole = are_level(points) if snap is None else snap
            self.listing.straight(pen, whole, points, closed)
        else:
            self.path(pen, Path(self._flipped(points)), UNMOVED, False, snap)

    def box(self, pen: tuple, corners: tuple[float, ...], snap: bool | None) -> None:
        """Writes an upright rectangle; corners x, y, x, y are in pixels as matplotlib has them."""
        if pen[FILL] is not None or pen[STROKE] is not None:
            left, low, right, high = corners
            whole = snap is None or bool(snap)
            self.listing.box(pen, whole, left, self.height - low, right, self.height - high)

    def pen(
        self, fill: str | None, clip: tuple | None, stroke: str | None, points: float,
        cap: str, join: str, dashes: tuple = (0, None),
    ) -> tuple:  # fmt: skip
        """A pen as it is written; its line is so many points wide, or there is none."""
        width = round(self.points_to_pixels(points) * PARTS) / PARTS
        if stroke is None or not width:
            return (fill, clip, *NO_STROKE)
        offset, lengths = dashes
        if lengths is not None:
            lengths = tuple(round(self.points_to_pixels(float(n)), 2) for n in (offset, *lengths))
        turns = (None if cap == CAP else cap, None if join == JOIN else join)
        return (fill, clip, stroke, width, *turns, lengths)

    def clip(self, box: BboxBase | None) -> tuple | None:
        """A box that cuts marks off, as it is written; remembered until `forget_places`."""
        if box is None:
            return None
        if id(box) not in self._clips:
            self._clips[id(box)] = box, self._cut(box)
        return self._clips[id(box)][1]

    def copies(
        self, pen: tuple, shape: Shape, places: np.ndarray, snapped: bool, fills: list[str | None]
    ) -> None:
        """Writes copies of a shape at points of the page; of fills there are as many, or one."""
        seen = np.isfinite(places).all(axis=1)
        if pen[STROKE] is None:
            seen &= [fill is not None for fill in fills]
        if not seen.any():
            return
        if len(set(fills)) > 1:
            fills = [fill for fill, is_seen in zip(fills, seen, strict=True) if is_seen]
        several = fills if len(set(fills)) > 1 else None
        pen = (None if several else fills[0], *pen[CLIP:])
        written, whole = shape
        self.listing.copies(pen, written, whole, snapped, places[seen], several)

    # Parts of these

    def _flipped(self, places: Any) -> np.ndarray:
        """Places (n, 2) on the page, where y goes down."""
        points = np.array(places, float).reshape(-1, 2)
        points[:, 1] = self.height - points[:, 1]
        return points

    def _turned(self, path: Path) -> Path:
        """A path of its own whose y goes down the page."""
        points = np.asarray(path.vertices)
        points[:, 1] = self.height - points[:, 1]
        return path

    def _lines(
        self, gc: Any, transform: Any, paths: Any, transforms: Any, offsets: Any,
        faces: Any, colours: Any, widths: Any, dashes: Any, *_: Any,
    ) -> bool:  # fmt: skip
        """Writes a bundle of straight lines, all at once; whether it is one."""
        plain = not len(faces) and not len(transforms) and not np.any(offsets)
        dashed_alike = all(each == dashes[0] for each in dashes)  # there is one for each line
        if not (plain and dashed_alike and len(paths) > 1 and len(colours)):
            return False
        if any(len(path) != 2 or path.codes is not None for path in paths):
            return False
        gc.set_dashes(*dashes[0])
        look = self._pen(gc, None)
        points = self._flipped(
            transform.transform(np.concatenate([path.vertices for path in paths]))
        ).reshape(-1, 2, 2)
        wide = np.rint(np.asarray(widths) * self.dpi / 72 * PARTS).astype(int)
        wide = np.resize(wide, len(points))
        inks = np.resize(np.asarray(colours), (len(points), 4))
        seen = np.isfinite(points).all(axis=(1, 2)) & (wide > 0) & (inks[:, 3] > 0)
        points, wide, names = points[seen], wide[seen], [colour_name(ink) for ink in inks[seen]]
        for name, group in groupby(range(len(names)), names.__getitem__):
            which = list(group)
            pen = (*look[:STROKE], name, 0, *look[STROKE + 2 :])
            self.listing.lines(pen, wide[which].tolist(), points[which])
        return True

    def _looks(
        self, gc: Any, count: int, faces: Any, edges: Any, widths: Any, dashes: Any, *_: Any
    ) -> dict[tuple, tuple[list[int], list[str | None]]]:
        """Marks that differ in their fill only, by their pen but for it: their numbers, fills."""
        names = [colour_name(face) if face[3] else None for face in np.asarray(faces).tolist()]
        inks = [tuple(ink) for ink in np.asarray(edges).tolist()]
        first = [dashes.index(each) for each in dashes]  # there may be one for each mark
        lined = len(inks) and len(widths)
        bare = (0.0,) * 4, 0.0, 0
        pens: dict[tuple, tuple] = {}
        groups: dict[tuple, tuple[list[int], list[str | None]]] = {}
        for k in range(count):
            look = bare
            if lined and (ink := inks[k % len(inks)])[3]:
                look = ink, float(widths[k % len(widths)]), first[k % len(first)]
            if look not in pens:
                gc.set_linewidth(look[1])
                if look is not bare:
                    gc.set_foreground(look[0], isRGBA=True)
                    gc.set_dashes(*dashes[look[2]])
                pens[look] = self._pen(gc, None)[CLIP:]
            which, fills = groups.setdefault(pens[look], ([], []))
            which.append(k)
            fills.append(names[k % len(names)] if names else None)
        return groups

    def _pen(self, gc: Any, face: Any) -> tuple:
        if gc.get_hatch() is not None:
            raise Unpainted("hatching")
        if gc.get_sketch_params() is not None:
            raise Unpainted("lines as if by hand")
        fill = None
        if face is not None and not (len(face) == 4 and face[3] == 0):
            alpha = gc.get_alpha() if gc.get_forced_alpha() or len(face) == 3 else face[3]
            fill = colour_name((*face[:3], alpha))
        return self.pen(
            fill, self._clip(gc), _colour(gc), gc.get_linewidth(), gc.get_capstyle(),
            gc.get_joinstyle(), gc.get_dashes(),
        )  # fmt: skip

    def _clip(self, gc: Any) -> tuple | None:
        if gc.get_clip_path()[0] is not None:
            raise Unpainted("a mark cut out along a path")
        box = gc.get_clip_rectangle()
        return None if box is None else self._cut(box)

    def _cut(self, box: BboxBase) -> tuple:
        return box_on_page(self.height, *np.ravel(box.extents).tolist())


class Sheet(FigureCanvasBase):
    """The canvas of a figure that is written down; a file of it is still made by Agg."""

    def get_renderer(self) -> Recorder:
        """The one recorder of the figure, which also measures words for its layout."""
        if not hasattr(self, "_recorder"):
            self._recorder = Recorder(self.figure)
        return self._recorder


def _colour(gc: Any) -> str | None:
    """The colour of a pen; None where it leaves no trace."""
    rgba = gc.get_rgb()
    alpha = gc.get_alpha() if gc.get_forced_alpha() or len(rgba) == 3 else rgba[3]
    return colour_name((*rgba[:3], alpha)) if alpha else None
