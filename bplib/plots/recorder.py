"""A renderer of matplotlib that writes down what a page is to paint, in place of painting it."""

from typing import Any

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from bplib.plots.letters import Alphabet
from bplib.plots.listing import PARTS, STRAIGHT, Listing, colour_name, parts_of

LONGEST_EXACT = 128  # points of an area's edge; a longer one loses those that nobody sees
LONGEST_SNAPPED = 1024  # points; as in matplotlib's own painter
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
        self.alphabet = Alphabet()
        self.listing = Listing()

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
        text, self.listing = self.listing.text(), Listing()
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
        style = self._style(gc, rgbFace)
        if style[0] is None and style[2] is None:
            return
        inside = None if rgbFace is not None else (-9.0, -9.0, self.width + 9, self.height + 9)
        clean = path.cleaned(
            transform + self._down(), remove_nans=True, clip=inside, curves=True,
            simplify=_is_long(path) if rgbFace is not None else path.should_simplify,
        )  # fmt: skip
        self.listing.path(style, _is_whole(gc, clean), clean)

    def draw_markers(
        self, gc: Any, marker_path: Path, marker_trans: Any, path: Path, trans: Any,
        rgbFace: Any = None,
    ) -> None:  # fmt: skip
        self._copies(gc, marker_path, marker_trans, _ends(path, trans), rgbFace, snapped=True)

    def draw_path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any,
        offset_trans: Any, *looks: Any, **more: Any,
    ) -> None:  # fmt: skip
        if self._lines(gc, master_transform, paths, all_transforms, offsets, *looks):
            return
        if len(paths) != 1 or len(all_transforms) > 1 or len(offsets) < 2:
            super().draw_path_collection(
                gc, master_transform, paths, all_transforms, offsets, offset_trans, *looks, **more
            )
            return
        matrix = Affine2D(all_transforms[0]) if len(all_transforms) else Affine2D()
        items = self._iter_collection(  # type: ignore[attr-defined]
            gc, [None], offsets, offset_trans, *looks,
            hatchcolors=more.get("hatchcolors", ()),
        )  # fmt: skip
        groups: dict[Any, tuple[Any, Any, list[Any]]] = {}
        for x, y, _, pen, face in items:
            key = self._style(pen, face)
            if key not in groups:
                kept = self.new_gc()
                kept.copy_properties(pen)
                groups[key] = kept, face, []
            groups[key][2].append((x, y))
        for pen, face, places in groups.values():
            self._copies(pen, paths[0], matrix + master_transform, places, face, snapped=False)

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
        self.listing.image(self._style(gc, None), box, cells, False)

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        if transform is None or gc.get_gid() is None:  # `Canvas` names images
            raise Unpainted("an image that is none of an axes'")
        (left, low), (right, high) = transform.transform([(0, 0), (1, 1)]) + np.array([x, y])
        box = (left, self.height - low, right - left, low - high)
        cells = np.array(im)
        cells[..., 3] = np.rint(cells[..., 3] * gc.get_alpha())
        self.listing.image(self._style(gc, None), box, cells, gc.get_gid() not in CELLS)

    def draw_gouraud_triangles(self, *_: Any) -> None:
        raise Unpainted("shaded triangles")

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        if ismath == "TeX":
            self.draw_tex()
        return super().get_text_width_height_descent(s, prop, ismath)

    def draw_tex(self, *_: Any, **__: Any) -> None:
        raise Unpainted("words set by TeX")

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        fill = _colour(gc)
        if fill is None:
            return
        style = (None, 0, fill, None, "butt", "miter", self._clip(gc))
        setting = self.alphabet.setting(s, prop, self.dpi / 72, bool(ismath))
        for size, letters, places in setting.runs:
            self.listing.words(style, size, round(angle, 2), x, y, letters, places)
        for bar in setting.bars:
            place = Affine2D().rotate_deg(-angle).translate(x, y)
            self.listing.path(style, not angle, bar.cleaned(place, curves=True))

    # Parts of these

    def _down(self) -> Affine2D:
        return Affine2D().scale(1, -1).translate(0, self.height)

    def _lines(
        self, gc: Any, transform: Any, paths: Any, transforms: Any, offsets: Any,
        faces: Any, colours: Any, widths: Any, dashes: Any, *_: Any,
    ) -> bool:  # fmt: skip
        """Writes a bundle of straight lines, all at once; whether it is one."""
        plain = not len(faces) and not len(transforms) and not np.any(offsets)
        alike = all(each == dashes[0] for each in dashes)  # there is one for each line
        if not (plain and alike and len(paths) > 1 and len(colours)):
            return False
        if any(len(path) != 2 or path.codes is not None for path in paths):
            return False
        gc.set_dashes(*dashes[0])
        dashed, cap, join, clip = self._style(gc, None)[3:]
        points = np.concatenate([path.vertices for path in paths])
        ends = (transform + self._down()).transform(points).reshape(-1, 2, 2)
        pixels = np.rint(np.asarray(widths) * self.dpi / 72 * PARTS) / PARTS
        inks = [colour_name(colour) if colour[3] else None for colour in np.asarray(colours)]
        for k in np.flatnonzero(np.isfinite(ends).all(axis=(1, 2))):
            width, ink = float(pixels[k % len(pixels)]), inks[k % len(inks)]
            if width and ink:
                self.listing.line((ink, width, None, dashed, cap, join, clip), ends[k])
        return True

    def _copies(
        self, gc: Any, shape: Path, matrix: Any, places: Any, face: Any, *, snapped: bool
    ) -> None:
        style = self._style(gc, face)
        around = np.asarray(places, float).reshape(-1, 2)
        around = around[np.all(np.isfinite(around), axis=1)]
        if (style[0] is None and style[2] is None) or not len(around):
            return
        clean = shape.cleaned(matrix + Affine2D().scale(1, -1), curves=True)
        down = np.column_stack([around[:, 0], self.height - around[:, 1]])
        self.listing.copies(style, _is_whole(gc, clean), snapped, clean, down)

    def _style(self, gc: Any, face: Any) -> tuple:
        if gc.get_hatch() is not None:
            raise Unpainted("hatching")
        if gc.get_sketch_params() is not None:
            raise Unpainted("lines as if by hand")
        width = round(self.points_to_pixels(gc.get_linewidth()) * PARTS) / PARTS
        stroke = _colour(gc) if width else None
        fill = None
        if face is not None and not (len(face) == 4 and face[3] == 0):
            alpha = gc.get_alpha() if gc.get_forced_alpha() or len(face) == 3 else face[3]
            fill = colour_name((*face[:3], alpha))
        offset, lengths = gc.get_dashes()
        dashes = None
        if lengths is not None:
            dashes = tuple(round(self.points_to_pixels(n), 2) for n in (offset, *lengths))
        look = (stroke, width, fill, dashes, gc.get_capstyle(), gc.get_joinstyle())
        return (*look, self._clip(gc))

    def _clip(self, gc: Any) -> tuple | None:
        if gc.get_clip_path()[0] is not None:
            raise Unpainted("a mark cut out along a path")
        box = gc.get_clip_rectangle()
        if box is None:
            return None
        return tuple(round(n, 2) for n in (box.x0, self.height - box.y1, box.width, box.height))


class Sheet(FigureCanvasBase):
    """The canvas of a figure that is written down; a file of it is still made by Agg."""

    def get_renderer(self) -> Recorder:
        """The one recorder of the figure, which also measures words for its layout."""
        if not hasattr(self, "_recorder"):
            self._recorder = Recorder(self.figure)
        return self._recorder


def _ends(path: Path, transform: Any) -> list[np.ndarray]:
    """Where a path's parts end: the places of its markers."""
    parts = path.iter_segments(transform, simplify=False)
    return [np.asarray(points)[-2:] for points, code in parts if code != Path.CLOSEPOLY]


def _colour(gc: Any) -> str | None:
    """The colour of a pen; None where it leaves no trace."""
    rgba = gc.get_rgb()
    alpha = gc.get_alpha() if gc.get_forced_alpha() or len(rgba) == 3 else rgba[3]
    return colour_name((*rgba[:3], alpha)) if alpha else None


def _is_long(path: Path) -> bool:
    """Whether an area has an edge of so many straight pieces that some can be done without."""
    curved = path.codes is not None and np.isin(path.codes, (Path.CURVE3, Path.CURVE4)).any()
    return len(path) > LONGEST_EXACT and not curved


def _is_whole(gc: Any, path: Path) -> bool:
    """Whether a path is to lie at whole pixels: one of level and upright lines."""
    if gc.get_snap() is not None:
        return bool(gc.get_snap())
    codes, points = parts_of(path)
    if len(codes) > LONGEST_SNAPPED or np.isin(codes, (Path.CURVE3, Path.CURVE4)).any():
        return False
    steps = np.abs(np.diff(points, axis=0))[codes[1:] == Path.LINETO]
    return bool(np.all(steps.min(axis=1, initial=np.inf) < STRAIGHT)) if len(steps) else False
