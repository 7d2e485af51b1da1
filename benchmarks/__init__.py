"""Measurements, on one thread: how many the linear algebra takes would otherwise decide them."""

import os

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR"):
    os.environ[f"{library}_NUM_THREADS"] = "1"  # read when NumPy is loaded, which is later
