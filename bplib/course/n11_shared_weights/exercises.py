"""Exercises of notebook 11, part 1: gradients of weights that are used in many places."""

import numpy as np

from bplib.checking import Exercise, mistakes
from bplib.functions import sigmoid

# --- kernel_gradient ------------------------------------------------------------------------


def kernel_gradient(X, Delta):
    """The gradient of k (s, t, kernels) from images (n, h, w) and errors (n, i, j, kernels)."""
    rows, columns = Delta.shape[1:3]
    height, width = X.shape[1] - rows + 1, X.shape[2] - columns + 1
    dk = np.zeros((height, width, Delta.shape[3]))
    for u in range(height):
        for v in range(width):
            met = X[:, u : u + rows, v : v + columns]
            dk[u, v] = np.sum(met[..., None] * Delta, axis=(0, 1, 2))
    return dk


def kernel_cases(rng):
    """One place; one image by hand; several images, kernels, and shapes that are no squares."""
    return [
        (np.array([[[2.0]]]), np.array([[[[3.0]]]])),
        (np.array([[[1.0, 2.0], [3.0, 4.0]]]), np.array([[[[5.0]]]])),
        (np.array([[[1.0, 2.0, 3.0]]]), np.array([[[[1.0], [10.0]]]])),
        *(
            (rng.normal(size=(n, h, w)).round(1), rng.normal(size=(n, h - s, w - t, k)).round(1))
            for n, h, w, s, t, k in ((1, 4, 4, 2, 2, 1), (2, 4, 4, 1, 1, 2), (3, 5, 4, 2, 1, 3))
        ),
    ]


KERNEL_GRADIENT = Exercise(
    reference=kernel_gradient,
    cases=kernel_cases,
    misconceptions=mistakes(
        kernel_gradient,
        {
            "return kernel_gradient(X[:1], Delta[:1])": "That is the first image's share alone. "
            "All examples use the same kernel: add over them as well.",
            "np.sum(met → np.mean(met": "You took the mean over the places. Every place is a use "
            "of the same number, and gradients add.",
            "return kernel_gradient(X, Delta)[::-1, ::-1]": "Your kernel is turned round. Going "
            "back to the image turns it; the gradient of entry (u, v) is met by the pixels "
            "(i + u, j + v), as on the way forward.",
            "return kernel_gradient(X, Delta) / len(X)": "You divided by the number of images. "
            "The errors belong to the mean cost already, so the gradient is their sum.",
            "return kernel_gradient(X, Delta).sum(axis=2)": "You added the kernels up. Each kernel "
            "has a gradient of its own: the last axis stays.",
            "return kernel_gradient(X, Delta).swapaxes(0, 1)": "Rows and columns of the kernel "
            "are exchanged: u goes with the rows of the image, v with the columns.",
            "X[:, u : u + rows, v : v + columns] → X[:, :rows, :columns]": "Every entry has met "
            "the same pixels in yours. Entry (u, v) meets the image shifted by u rows and v "
            "columns.",
            "met[..., None] * Delta → Delta": "You added the errors alone; that is the gradient "
            "of a bias. A kernel entry needs the pixel that it met: input × error.",
            """
            n, rows, columns, kernels = Delta.shape
            height, width = X.shape[1] - rows + 1, X.shape[2] - columns + 1
            dk = np.zeros((height, width, kernels))
            for u in range(height):
                for v in range(width):
                    dk[u, v] = X[:, u, v] @ Delta[:, 0, 0]
            return dk
            """: "That is the share of the first place alone. The kernel lies in every place: add "
            "over i and j.",
            """
            n, rows, columns, kernels = Delta.shape
            height, width = X.shape[1] - rows + 1, X.shape[2] - columns + 1
            dk = np.zeros((height, width, kernels))
            for u in range(height):
                for v in range(width):
                    for i in range(rows):
                        for j in range(columns):
                            dk[u, v] = X[:, i + u, j + v] @ Delta[:, i, j]
            return dk
            """: "Each place overwrites the one before: `=` where `+=` is needed. Only the last "
            "place is left.",
            """
            n, rows, columns, kernels = Delta.shape
            height, width = X.shape[1] - rows + 1, X.shape[2] - columns + 1
            met = X.sum(axis=0)
            dk = np.zeros((height, width, kernels))
            for u in range(height):
                for v in range(width):
                    seen = met[u : u + rows, v : v + columns, None]
                    dk[u, v] = np.sum(seen * Delta.sum(axis=0), axis=(0, 1))
            return dk
            """: "You added the images before you multiplied, so that one image meets another's "
            "errors. Multiply image by image, then add.",
            """
            n, rows, columns, kernels = Delta.shape
            height, width = X.shape[1] - rows + 1, X.shape[2] - columns + 1
            dk = np.zeros((height, width, kernels))
            for u in range(height):
                for v in range(width):
                    met = X[:, u : u + rows, v : v + columns]
                    dk[u, v] = np.sum(met) * np.sum(Delta, axis=(0, 1, 2))
            return dk
            """: "You multiplied the sum of the inputs by the sum of the errors. Multiply place "
            "by place, then add.",
        },
    ),
    hints=[
        "How large is the kernel? An image of h rows and a kernel of s rows give h − s + 1 rows of "
        "places; you know two of the three.",
        "k[u, v] stands beside the pixel X[m, i + u, j + v] in z[m, i, j]. For one (u, v), which "
        "rectangle of the image holds all these pixels?",
        "`X[:, u:u + rows, v:v + columns]` has the shape of one kernel's errors. Multiply it by "
        "`Delta`, and add over images and places.",
    ],
)

# --- input_gradient -------------------------------------------------------------------------


def input_gradient(k, Delta):
    """The gradient of the images, (n, h, w), from kernels (s, t, kernels) and errors at z."""
    height, width, _ = k.shape
    n, rows, columns, _ = Delta.shape
    at_X = np.zeros((n, rows + height - 1, columns + width - 1))
    for u in range(height):
        for v in range(width):
            at_X[:, u : u + rows, v : v + columns] += Delta @ k[u, v]
    return at_X


def input_cases(rng):
    """One place; a kernel in one place; two places that share a pixel; several of everything."""
    return [
        (np.array([[[2.0]]]), np.array([[[[3.0]]]])),
        (np.array([[[1.0], [2.0]], [[3.0], [4.0]]]), np.array([[[[5.0]]]])),
        (np.array([[[1.0], [2.0]]]), np.array([[[[1.0], [10.0]]]])),
        (np.array([[[1.0, 2.0]]]), np.array([[[[3.0, 5.0]]]])),
        *(
            (rng.normal(size=(s, t, k)).round(1), rng.normal(size=(n, i, j, k)).round(1))
            for s, t, k, n, i, j in ((2, 2, 2, 2, 3, 3), (3, 2, 3, 4, 2, 3), (2, 3, 1, 1, 3, 4))
        ),
    ]


INPUT_GRADIENT = Exercise(
    reference=input_gradient,
    cases=input_cases,
    misconceptions=mistakes(
        input_gradient,
        {
            "+= Delta @ k[u, v] → = Delta @ k[u, v]": "Each entry of the kernel overwrites what "
            "the ones before had brought. A pixel is used in many places, and gradients add.",
            "Delta @ k[u, v] → Delta @ k[height - 1 - u, width - 1 - v]": "The kernel is turned "
            "round once too often. z[i, j] met pixel (i + u, j + v) with k[u, v]: its error goes "
            "back there with the same entry.",
            "Delta @ k[u, v] → Delta.sum(axis=3) * k[u, v].sum()": "You added the kernels before "
            "you multiplied. Each kernel's error goes back through its own entry; then they add.",
            "Delta @ k[u, v] → Delta[..., 0] * k[u, v, 0]": "Only the first kernel's errors came "
            "back. The pixel forks into all kernels: add over them.",
            "Delta @ k[u, v] → Delta @ k[u, v] / k.shape[2]": "You took the mean over the "
            "kernels. Gradients add at a fork.",
            "+= Delta @ k[u, v] → += Delta.sum(axis=3)": "You left the weights out. Back through "
            "a kernel entry an error is multiplied by that entry.",
            "return input_gradient(k, Delta).sum(axis=0)": "You added the images up. Each image "
            "has a gradient of its own.",
            "return input_gradient(k, Delta)[:, : Delta.shape[1], : Delta.shape[2]]": "Your "
            "gradient has the shape of the errors. A gradient has the shape of what it belongs "
            "to: the image, which is larger.",
            "return input_gradient(k, Delta) / (k.shape[0] * k.shape[1])": "You divided by the "
            "number of kernel entries. A pixel's gradient is a sum over the places that used it, "
            "no mean.",
            """
            at_X = input_gradient(k, Delta)
            return at_X[:, k.shape[0] - 1 : Delta.shape[1], k.shape[1] - 1 : Delta.shape[2]]
            """: "You kept only the pixels that every kernel entry has met. Those near the edge "
            "were met by fewer entries, and have a gradient too: pad the errors with zeros.",
            """
            n, rows, columns, kernels = Delta.shape
            height, width, _ = k.shape
            at_X = np.zeros((n, rows + height - 1, columns + width - 1))
            for i in range(rows):
                for j in range(columns):
                    met = np.einsum("uvk,mk->muv", k, Delta[:, i, j])
                    at_X[:, i : i + height, j : j + width] = met
            return at_X
            """: "Each place overwrites what the places before had brought: `=` where `+=` is "
            "needed.",
            """
            n, rows, columns, kernels = Delta.shape
            height, width, _ = k.shape
            at_X = np.zeros((n, rows + height - 1, columns + width - 1))
            for u in range(height):
                for v in range(width):
                    at_X[:, u : u + rows, v : v + columns] += Delta @ k[0, 0]
            return at_X
            """: "The same entry came back everywhere. At pixel (i + u, j + v) it is k[u, v].",
        },
    ),
    hints=[
        "Where did pixel (p, q) go? Into every place (i, j) with p = i + u and q = j + v for some "
        "entry (u, v), and there into every kernel.",
        "Take one (u, v) at a time: the error of place (i, j), times k[u, v], belongs to pixel "
        "(i + u, j + v). For all places that is one rectangle of the image.",
        "`at_X[:, u:u + rows, v:v + columns] += Delta @ k[u, v]`, where the product adds over the "
        "kernels. The image has `rows + height - 1` rows.",
    ],
)

# --- through_time ---------------------------------------------------------------------------


def through_time(X, Y, U, W):
    """(dU, dW) of h_t = tanh(x_t U + h_{t−1} W), h_0 = 0, for the cost ½ Σ (h_t − y_t)².

    X (steps, n, d), Y (steps, n, units); the cost adds over all steps, examples and units.
    """
    H = [np.zeros_like(Y[0])]
    for x in X:
        H.append(np.tanh(x @ U + H[-1] @ W))
    dU, dW = np.zeros_like(U), np.zeros_like(W)
    later = np.zeros_like(Y[0])
    for t in reversed(range(len(X))):
        at_h = H[t + 1] - Y[t] + later
        Delta = at_h * (1 - H[t + 1] ** 2)
        dU += X[t].T @ Delta
        dW += H[t].T @ Delta
        later = Delta @ W.T
    return dU, dW


def time_cases(rng):
    """One step; two steps of one unit; longer ones, several examples and units."""
    cases = []
    for steps, n, d, units in (
        (1, 1, 1, 1),
        (2, 1, 1, 1),
        (3, 1, 2, 2),
        (4, 3, 2, 3),
        (6, 2, 3, 2),
    ):
        X, Y = rng.normal(size=(steps, n, d)).round(1), rng.normal(size=(steps, n, units)).round(1)
        cases.append((X, Y, *(rng.normal(size=(k, units)).round(1) for k in (d, units))))
    return cases


THROUGH_TIME = Exercise(
    reference=through_time,
    cases=time_cases,
    misconceptions=mistakes(
        through_time,
        {
            "H[t + 1] - Y[t] + later → H[t + 1] - Y[t]": "Nothing comes back from later steps. "
            "h_t goes into the cost and into the next step: a fork, and gradients add.",
            "at_h = H[t + 1] - Y[t] + later → "
            "at_h = H[t + 1] - Y[t] if t == len(X) - 1 else later": (
                "Only the last step has a cost in yours. Here every h_t has a target: at every "
                "step the difference h_t − y_t comes in as well."
            ),
            "later = Delta @ W.T → later = Delta @ W": "The transpose is missing: going back an "
            "error meets `W.T`.",
            "later = Delta @ W.T → later = at_h @ W.T": "Back through W goes the error at z, "
            "`Delta`, not the gradient at h.",
            "at_h * (1 - H[t + 1] ** 2) → at_h": "f′ is missing: from h back to z multiply by "
            "1 − h².",
            "(1 - H[t + 1] ** 2) → (1 - H[t] ** 2)": "You took f′ one step too early: z_t made "
            "h_t, so its slope is 1 − h_t².",
            "dW += H[t].T @ Delta → dW += H[t + 1].T @ Delta": "dW took the state that comes out "
            "of the step. What comes in at W is the state before, h_{t−1}.",
            "dW += H[t].T @ Delta → dW = H[t].T @ Delta": "Your dW keeps one step's share alone. "
            "W is used at every step: `+=`.",
            "dU += X[t].T @ Delta → dU = X[t].T @ Delta": "Your dU keeps one step's share alone. "
            "U is used at every step: `+=`.",
            "dU += X[t].T @ Delta → dU = X[t].T @ Delta; dW += H[t].T @ Delta → "
            "dW = H[t].T @ Delta": "Only one step's share is left of both gradients. U and W are "
            "used at every step: `+=`.",
            "H[t + 1] - Y[t] + later → 2 * (H[t + 1] - Y[t]) + later": "The ½ of the cost cancels "
            "the 2 of the square: the derivative is h − y.",
            "H[t + 1] - Y[t] + later → Y[t] - H[t + 1] + later": "The sign is turned: the "
            "derivative of ½ (h − y)² with respect to h is h − y.",
            "H[t + 1] - Y[t] + later → (H[t + 1] - Y[t]) / X.shape[1] + later": "You divided by "
            "the number of examples. The cost adds over the examples.",
            "H[t + 1] - Y[t] + later → (H[t + 1] - Y[t]) * later": "You multiplied the two that "
            "meet at h. They come along different paths: add them.",
            "reversed(range(len(X))) → range(len(X))": "You went through the steps forward. An "
            "error at step t needs the one of step t + 1: begin with the last step.",
            "return through_time(X, Y, U, W)[0] / len(X), through_time(X, Y, U, W)[1] / len(X)": (
                "You divided by the number of steps. The cost adds over the steps, and so do the "
                "shares of a weight that is used at each of them."
            ),
            "return through_time(X, Y, U, W)[::-1]": "Both gradients are right, in the other "
            "order: return (dU, dW).",
        },
    ),
    hints=[
        "Forward first: keep every state, `H = [h_0]`, then `H.append(np.tanh(…))`. Then go back "
        "from the last step.",
        "h_t is a fork: into the cost of step t, which gives h_t − y_t, and into step t + 1, which "
        "gives the error there times W transposed. Add them, then multiply by f′.",
        "Each step adds its share: `dU += X[t].T @ Delta` and `dW += H[t].T @ Delta`, where `H[t]` "
        "is the state before the step.",
    ],
)

# --- gru_back -------------------------------------------------------------------------------


def gru_back(at_next, h, x, U, W):
    """The gradient at h of one GRU step; U and W are triples of matrices, for r, u and n.

    r = σ(x U_r + h W_r), u = σ(x U_u + h W_u), n = tanh(x U_n + (r h) W_n),
    and the next state is u h + (1 − u) n. at_next is the gradient at that.
    """
    r, u = sigmoid(x @ U[0] + h @ W[0]), sigmoid(x @ U[1] + h @ W[1])
    n = np.tanh(x @ U[2] + (r * h) @ W[2])
    Delta_n = at_next * (1 - u) * (1 - n**2)
    Delta_u = at_next * (h - n) * u * (1 - u)
    at_rh = Delta_n @ W[2].T
    Delta_r = at_rh * h * r * (1 - r)
    return at_next * u + at_rh * r + Delta_u @ W[1].T + Delta_r @ W[0].T


def gru_cases(rng):
    """One unit; several; one state of 0."""
    cases = []
    for n, d, units in ((1, 1, 1), (1, 2, 2), (3, 2, 4), (4, 3, 3)):
        at_next, h = rng.normal(size=(2, n, units)).round(1)
        x = rng.normal(size=(n, d)).round(1)
        U, W = (tuple(rng.normal(size=(k, units)).round(1) for _ in range(3)) for k in (d, units))
        cases.append((at_next, h, x, U, W))
    return cases


GRU_BACK = Exercise(
    reference=gru_back,
    cases=gru_cases,
    misconceptions=mistakes(
        gru_back,
        {
            "return at_next * u + → return": "The additive path is lost: in u ⊙ h the old state "
            "goes straight to the next one, with the slope u.",
            "return at_next * u + → return at_next * (1 - u) +": "Along the additive path you "
            "multiplied by 1 − u. The old state is kept with u: its slope is u.",
            "return at_next * u + → return at_next +": "The additive path has a slope, the gate u.",
            "+ at_rh * r + → +": "One path is lost: h also goes, times r, into the candidate n.",
            "+ at_rh * r + → + at_rh +": "Into the candidate goes r ⊙ h: on the way back from it "
            "to h multiply by r.",
            "+ Delta_u @ W[1].T → ": "One path is lost: h also decides the gate u.",
            "+ Delta_r @ W[0].T → ": "One path is lost: h also decides the gate r.",
            "return at_next * u + at_rh * r + Delta_u @ W[1].T + Delta_r @ W[0].T → "
            "return at_next * u": "That is the additive path alone. h also goes into both gates "
            "and, times r, into the candidate: four paths.",
            "return at_next * u + at_rh * r + Delta_u @ W[1].T + Delta_r @ W[0].T → "
            "return at_next * u + at_rh * r": "You held the gates fixed. They are made from h as "
            "well: two more paths, through `W[1].T` and `W[0].T`.",
            "at_next * (h - n) * u → at_next * h * u": "u stands in two terms, u ⊙ h and "
            "(1 − u) ⊙ n: its slope is h − n.",
            "at_next * (h - n) * u → at_next * (n - h) * u": "The sign of the slope with respect "
            "to u is turned: u ⊙ h + (1 − u) ⊙ n gives h − n.",
            "at_next * (1 - u) * (1 - n**2) → at_next * u * (1 - n**2)": "The candidate is taken "
            "with 1 − u: that is its slope.",
            "at_next * (1 - u) * (1 - n**2) → at_next * (1 - u)": "The slope of tanh is missing "
            "at the candidate: 1 − n².",
            "at_next * (1 - u) * (1 - n**2) → at_next * (1 - n**2)": "On the way to the candidate "
            "the slope 1 − u is missing.",
            "Delta_n @ W[2].T → Delta_n @ W[2]; Delta_u @ W[1].T → Delta_u @ W[1]; "
            "Delta_r @ W[0].T → Delta_r @ W[0]": "The transposes are missing: an error goes back "
            "through `W.T`.",
            "at_rh * h * r * (1 - r) → at_rh * r * (1 - r)": "The slope of r ⊙ h with respect to "
            "r is h: that factor is missing.",
            "at_rh * h * r * (1 - r) → at_rh * h; * (h - n) * u * (1 - u) → * (h - n)": "The "
            "slopes of the two sigmoids are missing: r (1 − r) and u (1 − u).",
            "at_rh * h * r * (1 - r) → at_rh * h": "The slope of the sigmoid r is missing: "
            "r (1 − r).",
            "(h - n) * u * (1 - u) → (h - n)": "The slope of the sigmoid u is missing: u (1 − u).",
            "h * r * (1 - r) → h * (1 - r**2); (h - n) * u * (1 - u) → (h - n) * (1 - u**2)": (
                "1 − a² is the slope of tanh. The gates are sigmoids: a (1 − a)."
            ),
        },
    ),
    hints=[
        "Draw the paths from h to the next state. There are four: straight (times u), into the "
        "gate u, into the candidate n (times r), and into the gate r, which leads to n.",
        "Errors first, as for the LSTM: `Delta_n = at_next * (1 - u) * (1 - n**2)`, and "
        "`Delta_u = at_next * (h - n) * u * (1 - u)`.",
        "At r ⊙ h arrives `Delta_n @ W[2].T`. Times r it belongs to h, times h it belongs to r, "
        "and from there it goes on through the sigmoid and `W[0].T`. Then add four paths.",
    ],
)

EXERCISES = [KERNEL_GRADIENT, INPUT_GRADIENT, THROUGH_TIME, GRU_BACK]
