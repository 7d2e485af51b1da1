"""Examine from a terminal: python -m bplib.examine module:function

The function returns (model, loss, batch, optimizer). Prints verdict and table, writes the chart,
and ends with status 1 when something is ill, 2 when the call itself is wrong.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bplib.examine import examine


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bplib.examine", description=__doc__)
    parser.add_argument("place", metavar="module:function")
    parser.add_argument("--chart", type=Path, default=Path("examined.png"), help=".png or .svg")
    parser.add_argument("--steps", type=int, help="between the looks; 0: the first look only")
    parser.add_argument("--clip", type=float, help="the length at which the gradient is clipped")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Examine what the function returns; the exit status."""
    asked = arguments(given)
    module, _, function = asked.place.partition(":")
    try:
        if not function:
            raise ValueError(f"write module:function; got {asked.place!r}.")
        sys.path.insert(0, "")
        made = getattr(importlib.import_module(module), function)()
        if not isinstance(made, tuple) or len(made) != 4:
            raise ValueError(
                f"{asked.place} returns (model, loss, batch, optimizer); got {made!r}."
            )
        seen = examine(*made, steps=asked.steps, clip=asked.clip, name=function)
        written = seen.save(asked.chart)
    except (ValueError, ImportError, AttributeError) as error:
        print(error, file=sys.stderr)
        return 2
    print(seen)
    print(f"\nChart: {written}")
    return int(seen.verdict.ill)


if __name__ == "__main__":
    sys.exit(main())
