"""What a notebook keeps of a picture: as few colours as will do, no more pixels than are seen."""

import io
from base64 import b64encode

import numpy as np
import pytest
from PIL import Image

from bplib import plots
from bplib.plots import Still
from tools.pictures import NOISE, decoded, difference, same_picture, small_png


def picture(draw, size=(4, 3)) -> Still:
    return plots.show(lambda figure: lambda: draw(figure) or "a picture", size=size)


def lines(figure) -> None:
    plots.curve(plots.axes(figure, xlabel="x", ylabel="y"), [0, 1, 2], [0, 1, 0])


def shades(figure) -> None:
    across = np.linspace(0, 1, 200)
    ax = plots.axes(figure, xlabel="x", ylabel="y")
    ax.imshow([np.minimum(across, y) for y in across], cmap="turbo")


@pytest.mark.parametrize(("draw", "most"), [(lines, 64), (shades, 256)])
def test_a_palette_has_as_many_colours_as_it_needs(draw, most: int) -> None:
    full = b64encode(picture(draw).png).decode()
    small = small_png(full)
    colours = decoded(small).getcolors(1 << 20)
    assert most / 4 < len(colours) <= most
    assert difference(decoded(small), decoded(full)) < 1.5
    assert small_png(small) == small


def encoded(pixels: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return b64encode(file.getvalue()).decode()


def test_noise_is_the_same_picture_and_a_line_less_is_not() -> None:
    pixels = np.full((60, 80, 4), 255, dtype=np.uint8)
    noisy, line = pixels.copy(), pixels.copy()
    noisy[3, 4], line[30] = 250, 0
    one, *others = map(encoded, (pixels, noisy, line))
    assert [same_picture(one, other) for other in others] == [True, False]


def test_a_few_black_pixels_of_a_large_picture_are_another_picture() -> None:
    pixels = np.full((463, 1500, 4), 255, dtype=np.uint8)
    dotted = pixels.copy()
    dotted[3, :120, :3] = 0
    assert difference(decoded(encoded(pixels)), decoded(encoded(dotted))) < NOISE
    assert not same_picture(encoded(pixels), encoded(dotted))


def test_of_a_chaotic_run_another_curve_is_the_same_picture_and_other_panels_are_not() -> None:
    pixels = np.full((463, 1500, 4), 255, dtype=np.uint8)
    curve, panel = pixels.copy(), pixels.copy()
    curve[200:203, 100:300, :3], panel[:100, :400, :3] = 0, 0
    one, *others = map(encoded, (pixels, curve, panel))
    assert not same_picture(one, others[0])
    assert [same_picture(one, other, roughly=True) for other in others] == [True, False]


@pytest.mark.parametrize(("width", "pixels"), [(4, 800), (8, 1500), (11, 1500)])
def test_a_wide_picture_is_stored_with_no_more_pixels_than_are_seen(width, pixels) -> None:
    still = picture(lines, size=(width, 3))
    assert decoded(b64encode(still.png).decode()).width == pytest.approx(pixels, abs=1)
    assert still.width == 100 * width
