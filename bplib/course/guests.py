"""Libraries that a notebook has an example for and does not need."""

import os
from importlib import import_module
from typing import Any


def guest(name: str, **environment: str) -> Any:
    """A library that may be installed; where it is not, None, and a word on how to get it.

    environment: settings that it reads when it is loaded, such as KERAS_BACKEND="jax".
    """
    for setting, value in environment.items():
        os.environ.setdefault(setting, value)
    try:
        return import_module(name)
    except ImportError as error:
        missing = (error.name or name).split(".")[0]
        print(f"{missing} is not installed here: pip install {missing}, then run this again.")
        return None
