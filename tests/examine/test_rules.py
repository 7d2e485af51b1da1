"""The rows of the rules: complete, each with sections that exist; and records filled by hand."""

import re

import numpy as np
import pytest

from bplib.examine import Record, examine, judge, look_at_arrays
from bplib.examine.record import Facts, Layer, Look
from bplib.examine.rules import RULES, SECTIONS
