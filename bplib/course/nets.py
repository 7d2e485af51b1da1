"""What several notebooks draw from: the digits, their pixels standardized all alike."""

import numpy as np

from bplib.data import digits


def standardized_digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """X, y and test X, y: all pixels shifted and scaled alike to mean 0 and deviation 1."""
    data = digits()
    mean, deviation = data.X_train.mean(), data.X_train.std()
    inputs = [(X - mean) / deviation for X in (data.X_train, data.X_test)]
    return inputs[0], data.y_train, inputs[1], data.y_test
