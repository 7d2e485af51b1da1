"""PNG pictures of notebooks: stored with a palette, and kept when a new one shows the same."""

import base64
import io
import re

import numpy as np
from PIL import Image, ImageChops, ImageStat

FEW, MANY = 64, 256  # colours: of lines and text, and of a picture with shades
PICTURE = re.compile(r"(?<=src=\"data:image/png;base64,)[^\"]*")  # in an output's HTML
OFF = 1.0  # mean deviation of a channel, of 255, from which on the shades show as bands
FAR, SPECKS = 64, 100  # of 255: a pixel that does not show the same; so many are a change
NOISE = 0.05  # mean difference of a channel, of 255: rounding in another build of a font or a codec
ROUGHLY = 0.3  # mean difference of a channel of two pictures that show the same, but for a curve


def picture(html: str) -> str:
    """The picture in an output's HTML, base64; "" where there is none."""
    found = PICTURE.search(html)
    return found[0] if found else ""


def with_picture(html: str, encoded: str) -> str:
    """The same HTML with another picture."""
    return PICTURE.sub(encoded, html)


def small_png(encoded: str) -> str:
    """The same picture with a palette, both base64; one that has a palette stays as it is."""
    image = decoded(encoded)
    if image.mode == "P":
        return encoded
    stream = io.BytesIO()
    few_colours(image).save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def few_colours(image: Image.Image) -> Image.Image:
    """The picture with a palette, as notebooks keep it."""
    if image.mode == "P":
        return image
    opaque = Image.new("RGB", image.size, "white")
    opaque.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    small = with_palette(opaque, FEW)
    return small if difference(small, opaque) <= OFF else with_palette(opaque, MANY)


def with_palette(image: Image.Image, colours: int) -> Image.Image:
    """The picture in so many colours."""
    return image.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def apart(one: Image.Image, other: Image.Image) -> Image.Image:
    """By how much each channel of each pixel differs between two pictures of one size."""
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB"))


def difference(one: Image.Image, other: Image.Image) -> float:
    """By how much a channel differs on average, of 255, between two pictures of one size."""
    return float(np.mean(ImageStat.Stat(apart(one, other)).mean))


def specks(one: Image.Image, other: Image.Image) -> int:
    """How many pixels of two pictures of one size do not show the same."""
    return int((np.asarray(apart(one, other)).max(axis=-1) > FAR).sum())


def alike(one: Image.Image, other: Image.Image, noise: float, roughly: bool) -> bool:
    """Whether two pictures have one size and differ by no more than noise.

    roughly: they may show another curve of the same kind.
    """
    if one.size != other.size or difference(one, other) > noise:
        return False
    return roughly or specks(one, other) < SPECKS


def same_picture(one: str, other: str, roughly: bool = False) -> bool:
    """Whether two base64 PNGs are the same up to noise, or only roughly."""
    if not one or not other:
        return False
    return alike(decoded(one), decoded(other), ROUGHLY if roughly else NOISE, roughly)


def decoded(encoded: str) -> Image.Image:
    """The picture of a base64 PNG."""
    return Image.open(io.BytesIO(base64.b64decode(encoded)))
