"""Notebook 01: slopes and gradients from nudges, as learners write them."""

import numpy as np

from tests.course.answers import right, wrong

# --- central_difference ---------------------------------------------------------------------


@right("central_difference")
def _(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@right("central_difference")
def _(f, x, h):
    left, right = x - h, x + h
    return (f(right) - f(left)) / (right - left)


@right("central_difference")
def _(f, x, h):
    forward = (f(x + h) - f(x)) / h
    backward = (f(x) - f(x - h)) / h
    return (forward + backward) / 2


@right("central_difference")
def _(f, x, h=1e-5):
    return 0.5 * (f(x + h) - f(x - h)) / h


@right("central_difference")
def _(f, x, h):
    above, below = (f(x + step) for step in (h, -h))
    return np.divide(above - below, 2 * h)


@wrong("central_difference", "forward difference")
def _(f, x, h):
    return (f(x + h) - f(x)) / h


@wrong("central_difference", "backward difference")
def _(f, x, h):
    rise = f(x) - f(x - h)
    return rise / h


@wrong("central_difference", "divided by h")
def _(f, x, h):
    return (f(x + h) - f(x - h)) / h


@wrong("central_difference", "how far f moved")
def _(f, x, h):
    return f(x + h) - f(x - h)


@wrong("central_difference", "turned round")
def _(f, x, h):
    before = f(x - h)
    after = f(x + h)
    return (before - after) / (2 * h)


@wrong("central_difference", "brackets round `2 * h`")
def _(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h


@wrong("central_difference", "Only f(x - h) is divided")
def _(f, x, h):
    return f(x + h) - f(x - h) / (2 * h)


@wrong("central_difference", "nudged by h/2")
def _(f, x, h):
    half = h / 2
    return (f(x + half) - f(x - half)) / h


@wrong("central_difference", "only h")
def _(f, x, h):
    return (f(x + h) - f(x)) / (2 * h)


@wrong("central_difference", "added the two values")
def _(f, x, h):
    return (f(x + h) + f(x - h)) / (2 * h)


@wrong("central_difference", "second derivative")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


@wrong("central_difference", "has a sign")
def _(f, x, h):
    return abs(f(x + h) - f(x - h)) / (2 * h)


@wrong("central_difference", "set h yourself")
def _(f, x, h):
    h = 1e-6
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("central_difference", "write `return …`")
def _(f, x, h):
    print((f(x + h) - f(x - h)) / (2 * h))


@wrong("central_difference", "You divided by 2.")
def _(f, x, h):
    return (f(x + h) - f(x - h)) / 2


@wrong("central_difference")
def _(f, x, h):
    return round((f(x + h) - f(x - h)) / (2 * h), 4)


# --- numerical_gradient ---------------------------------------------------------------------


@right("numerical_gradient")
def _(f, x):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[index] += 1e-5
        down[index] -= 1e-5
        grad[index] = (f(up) - f(down)) / 2e-5
    return grad


@right("numerical_gradient")
def _(f, x, h=1e-5):
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in units]
    return np.reshape(slopes, x.shape)


@right("numerical_gradient")
def _(f, x):
    flat = np.array(x, float).ravel()
    grad = np.empty_like(flat)
    for k in range(len(flat)):
        old = flat[k]
        flat[k] = old + 1e-5
        above = f(flat.reshape(x.shape))
        flat[k] = old - 1e-5
        grad[k] = (above - f(flat.reshape(x.shape))) / 2e-5
        flat[k] = old
    return grad.reshape(x.shape)


@right("numerical_gradient")
def _(f, x, h=1e-5):
    grad = np.zeros_like(x, dtype=float)
    it = np.nditer(x, flags=["multi_index", "zerosize_ok"])
    for _ in it:
        nudge = np.zeros(x.shape)
        nudge[it.multi_index] = h
        grad[it.multi_index] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return grad


@right("numerical_gradient")
def _(f, x, h=1e-5):
    x = x * 1.0
    grad = x * 0.0
    for i in np.ndindex(*x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        x[i] += h
        grad[i] = (above - below) / (2 * h)
    return grad


@right("numerical_gradient")
def _(f, x, h=1e-4):  # as accurate as is asked, on the coarse side
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + s) - f(x - s)) / (2 * h) for s in steps]).reshape(x.shape)


@right("numerical_gradient")
def _(f, x, h=1e-6):  # and on the fine one
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + s) - f(x - s)) / (2 * h) for s in steps]).reshape(x.shape)


@wrong("numerical_gradient", "f at x + h with f at x")
def _(f, x):
    h = 1e-5
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        nudged = x.copy()
        nudged[i] += h
        grad[i] = (f(nudged) - f(x)) / h
    return grad


@wrong("numerical_gradient", "f at x + h with f at x")
def _(f, x, h=1e-8):
    x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        nudged = x.copy()
        nudged[i] += h
        grad[i] = (f(nudged) - f(x)) / h
    return grad


@wrong("numerical_gradient", "rounding shows")
def _(f, x, h=1e-8):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "f bends within it")
def _(f, x):
    h = 0.001
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad[i] = (f(x + step) - f(x - step)) / (2 * h)
    return grad


@wrong("numerical_gradient", "f at x with f at x - h")
def _(f, x):
    h = 1e-5
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        nudged = x.astype(float)
        nudged[i] -= h
        grad[i] = (f(x) - f(nudged)) / h
    return grad


@wrong("numerical_gradient", "Divide by `2 * h`")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / h
    return grad


@wrong("numerical_gradient", "brackets round `2 * h`")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad[i] = (f(x + step) - f(x - step)) / 2 * h
    return grad


@wrong("numerical_gradient", "one slope for all entries")
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("numerical_gradient", "one slope for all entries")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        grad[i] = (f(x + h) - f(x - h)) / (2 * h)
    return grad


@wrong("numerical_gradient", "a whole row")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "stays nudged")
def _(f, x, h=1e-5):
    x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        grad[i] = (above - f(x)) / (2 * h)
    return grad


@wrong("numerical_gradient", "stays nudged")
def _(f, x, h=1e-5):
    up, down = x.copy(), x.copy()
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "step of 2h")
def _(f, x, h=1e-5):
    x = x.astype(float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= h
        grad[i] = (above - f(x)) / (2 * h)
    return grad


@wrong("numerical_gradient", "cannot hold a small nudge")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "neither a small nudge nor a slope")
def _(f, x, h=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "cut to whole numbers")
def _(f, x, h=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad[i] = (f(x + step) - f(x - step)) / (2 * h)
    return grad


@wrong("numerical_gradient", "makes no copy")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up = x
        up[i] += h
        down = x
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@wrong("numerical_gradient", "the caller's own array")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        x[i] += h
        grad[i] = (above - below) / (2 * h)
    return grad


@wrong("numerical_gradient", "a single entry")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        grad[i] = (f(x[i] + h) - f(x[i] - h)) / (2 * h)
    return grad


@wrong("numerical_gradient", "inside the loop")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad[i] = (f(x + step) - f(x - step)) / (2 * h)
        return grad


@wrong("numerical_gradient", "the shape is not")
def _(f, x, h=1e-5):
    x = x.astype(float)
    grad = []
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(grad)


@wrong("numerical_gradient", "other sign")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad[i] = (f(x - step) - f(x + step)) / (2 * h)
    return grad


@wrong("numerical_gradient", "their slopes added up")
def _(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        grad += (f(x + step) - f(x - step)) / (2 * h)
    return grad


@wrong("numerical_gradient")
def _(f, x, h=1e-5):
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = h
        grad[i] = (f(x + step) - f(x - step)) / (2 * h)
    return grad


# --- steepest_step --------------------------------------------------------------------------


@right("steepest_step")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    return np.zeros_like(gradient) if norm == 0 else -gradient / norm * length


@right("steepest_step")
def _(gradient, length):
    if not np.any(gradient):
        return 0 * gradient
    direction = -gradient / np.sqrt((gradient * gradient).sum())
    return length * direction


@right("steepest_step")
def _(gradient, length):
    size = float((gradient**2).sum()) ** 0.5
    return -gradient * (length / size if size > 0 else 0.0)


@right("steepest_step")
def _(gradient, length):
    flat = gradient.ravel()
    size = np.sqrt(flat @ flat)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(-length * gradient / size)


@right("steepest_step")
def _(gradient, length):
    size = np.linalg.norm(gradient)
    step = np.zeros(gradient.shape)
    if size:
        step -= length * gradient / size
    return step


@wrong("steepest_step", "goes up")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    return length * gradient / norm if norm else np.zeros(gradient.shape)


@wrong("steepest_step", "always has length 1")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    return -gradient / norm if norm else np.zeros(gradient.shape)


@wrong("steepest_step", "the length of the gradient, times")
def _(gradient, length):
    return -length * gradient


@wrong("steepest_step", "goes up, and its length")
def _(gradient, length):
    return gradient * length


@wrong("steepest_step", "sum of the entries' sizes")
def _(gradient, length):
    size = np.abs(gradient).sum()
    return -length * gradient / size if size else 0 * gradient


@wrong("steepest_step", "sum of the entries.")
def _(gradient, length):
    size = gradient.sum()
    return -length * gradient / size if size else np.zeros(gradient.shape)


@wrong("steepest_step", "sum of squares")
def _(gradient, length):
    size = (gradient**2).sum()
    return -length * gradient / size if size else np.zeros(gradient.shape)


@wrong("steepest_step", "root of the mean square")
def _(gradient, length):
    size = np.sqrt(np.mean(gradient**2))
    return -length * gradient / size if size else np.zeros(gradient.shape)


@wrong("steepest_step", "largest entry")
def _(gradient, length):
    size = np.abs(gradient).max()
    return -length * gradient / size if size else np.zeros(gradient.shape)


@wrong("steepest_step", "every entry by `length`")
def _(gradient, length):
    return -length * np.sign(gradient)


@wrong("steepest_step", "added a small number")
def _(gradient, length):
    return -length * gradient / (np.linalg.norm(gradient) + 1e-8)


@wrong("steepest_step", "still has a direction")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    if norm < 1e-8:
        return np.zeros(gradient.shape)
    return -length * gradient / norm


@wrong("steepest_step", "divide 0 by 0")
def _(gradient, length):
    return -length * gradient / np.linalg.norm(gradient)


@wrong("steepest_step", "the number 0")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    return 0 if norm == 0 else -length * gradient / norm


@wrong("steepest_step", "each row by its own length")
def _(gradient, length):
    norm = np.linalg.norm(gradient, axis=-1, keepdims=True)
    return np.where(norm > 0, -length * gradient / np.where(norm > 0, norm, 1), 0)


@wrong("steepest_step", "belongs to the caller")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    if norm:
        gradient *= -length / norm
    return gradient


@wrong("steepest_step", "not where it goes")
def _(gradient, length):
    norm = np.linalg.norm(gradient)
    return -length / norm if norm else np.zeros(gradient.shape)


# --- second_difference ----------------------------------------------------------------------


@right("second_difference")
def _(f, x, h):
    return (f(x + h) + f(x - h) - 2 * f(x)) / (h * h)


@right("second_difference")
def _(f, x, h):
    forward = (f(x + h) - f(x)) / h
    backward = (f(x) - f(x - h)) / h
    return (forward - backward) / h


@right("second_difference")
def _(f, x, h):
    def slope(at):
        return (f(at + h / 2) - f(at - h / 2)) / h

    return (slope(x + h / 2) - slope(x - h / 2)) / h


@right("second_difference")
def _(f, x, h):
    values = np.array([f(x + k * h) for k in (-1, 0, 1)])
    return values @ [1, -2, 1] / h**2


@right("second_difference")
def _(f, x, h):
    return np.diff([f(x - h), f(x), f(x + h)], n=2)[0] / h**2


@wrong("second_difference", "first derivative")
def _(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("second_difference", "their sum holds it twice")
def _(f, x, h):
    return (f(x + h) - f(x) + f(x - h)) / h**2


@wrong("second_difference", "still holds 2 f(x)")
def _(f, x, h):
    return (f(x + h) + f(x - h)) / h**2


@wrong("second_difference", "divided by h.")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h


@wrong("second_difference", "divided by 2h.")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / (2 * h)


@wrong("second_difference", "divided by 2 h²")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / (2 * h**2)


@wrong("second_difference", "divided by (2h)²")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / (2 * h) ** 2


@wrong("second_difference", "have not divided")
def _(f, x, h):
    return f(x + h) - 2 * f(x) + f(x - h)


@wrong("second_difference", "central difference of central differences")
def _(f, x, h):
    def slope(at):
        return (f(at + h) - f(at - h)) / (2 * h)

    return (slope(x + h) - slope(x - h)) / (2 * h)


@wrong("second_difference", "to the right of x")
def _(f, x, h):
    first = (f(x + h) - f(x)) / h
    second = (f(x + 2 * h) - f(x + h)) / h
    return (second - first) / h


@wrong("second_difference", "turned round")
def _(f, x, h):
    return (2 * f(x) - f(x + h) - f(x - h)) / h**2


@wrong("second_difference", "twice the right one")
def _(f, x, h):
    return 2 * (f(x + h) - 2 * f(x) + f(x - h)) / h**2


@wrong("second_difference", "with a plus")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) - f(x - h)) / h**2


@wrong("second_difference", "The square is `h**2`")
def _(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h * 2


@wrong("second_difference")
def _(f, x, h):
    return ((f(x + h) - f(x - h)) / (2 * h) - f(x)) / h
