"""Exercises of notebook 06: the four equations where they were not derived, then a whole net."""

from itertools import pairwise

import numpy as np

from bplib.checking import Exercise, Named, mistakes

# --- output_error ---------------------------------------------------------------------------


def output_error(Z, Y):
    """The error of sigmoid output units, for the cost ½ Σ (a − y)² of each example."""
    A = 1 / (1 + np.exp(-Z))
    return (A - Y) * A * (1 - A)


def error_cases(rng):
    """One unit, one example of three units, a batch, two saturated units."""
    return [
        (np.array([[0.5]]), np.array([[1.0]])),
        (np.array([[0.0, 1.0, -2.0]]), np.array([[0.0, 0.0, 1.0]])),
        (rng.normal(size=(4, 3)).round(2), rng.choice([0.0, 1.0], size=(4, 3))),
        (np.array([[9.0, -9.0]]), np.array([[0.0, 1.0]])),
    ]


OUTPUT_ERROR = Exercise(
    reference=output_error,
    cases=error_cases,
    misconceptions=mistakes(
        output_error,
        {
            "A * (1 - A) → (1 - A**2)": "1 − a² is the slope of tanh. These units are sigmoid, "
            "whose slope, expressed by its output, is a (1 − a).",
            """
            A = 1 / (1 + np.exp(-Z))
            S = 1 / (1 + np.exp(-A))
            return (A - Y) * S * (1 - S)
            """: "You used f′(a); it is f′(z): the sigmoid was applied once too often. With "
            "`A` = σ(Z) the slope is `A * (1 - A)`.",
            "(A - Y) * A * (1 - A) → A - Y": "That is the gradient at the activation, ∂C/∂a. The "
            "error is taken at z: one more factor, f′(z).",
            "A - Y → Y - A": "The sign is turned: ∂C/∂a = a − y, not y − a.",
            "A * (1 - A) → Z * (1 - Z)": "The slope of the sigmoid is a (1 − a), with its output "
            "a; you put its input z there.",
            "A * (1 - A) → A": "The slope of the sigmoid has two factors, a and 1 − a; the second "
            "is missing.",
            "(A - Y) * A * (1 - A) → A * (1 - A)": "That is the slope f′(z) alone. The error has "
            "a second factor, ∂C/∂a = a − y.",
            "(A - Y) * A → (Z - Y) * A": "You compared the weighted input z with the target. The "
            "cost compares the activation: a − y.",
            "1 / (1 + np.exp(-Z)) → np.tanh(Z); A * (1 - A) → (1 - A**2)": "Your units are tanh, "
            "as in the text. Here they are sigmoid: a = 1 / (1 + e^−z), with the slope a (1 − a).",
            "(A - Y) * A → 0.5 * (A - Y) ** 2 * A": "You multiplied by the cost ½ (a − y)². The "
            "first factor is its derivative, a − y.",
            "return output_error(Z, Y).sum(axis=1)": "You added the units up. Each unit has an "
            "error of its own: δ has the shape of Z.",
            "return output_error(Z, Y).sum(axis=0)": "You added the examples up. Each example has "
            "errors of its own: δ has the shape of Z.",
            "(A - Y) * A → (A - Y) / len(Z) * A": "You divided by the number of examples. Here the "
            "cost is the sum over the batch, without 1/n.",
        },
    ),
    hints=[
        "Two links: C depends on a, and a on z. What is the derivative of ½ (a − y)² with respect "
        "to a?",
        "It is a − y. The derivative of the sigmoid a = 1 / (1 + e^−z) with respect to z is "
        "a (1 − a), as in notebook 04.",
        "Multiply the two, entry by entry: `(A - Y) * A * (1 - A)`.",
    ],
)

# --- skip_step ------------------------------------------------------------------------------


def skip_step(Delta, at_A_next, W, Z):
    """The error at Z, where A = tanh(Z) and the next layer is A_next = tanh(A @ W + b) + A."""
    at_A = Delta @ W.T + at_A_next
    return at_A * (1 - np.tanh(Z) ** 2)


def skip_cases(rng):
    """One unit, two by hand (all layers of one width), then others; in one f′ is nearly 0."""
    return [
        (np.array([[2.0]]), np.array([[1.0]]), np.array([[3.0]]), np.array([[0.5]])),
        (
            np.array([[1.0, 0.0]]),
            np.array([[0.0, 5.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0]]),
            np.array([[0.0, 0.0]]),
        ),
        *(
            tuple(rng.normal(size=shape).round(2) for shape in ((n, d), (n, d), (d, d), (n, d)))
            for n, d in ((3, 3), (4, 2), (1, 5))
        ),
    ]


SKIP_STEP = Exercise(
    reference=skip_step,
    cases=skip_cases,
    misconceptions=mistakes(
        skip_step,
        {
            "Delta @ W.T → Delta @ W": "The transpose is missing. W[j, k] joins input j to output "
            "k; going back you sum over the outputs k, so `Delta` meets the rows of `W.T`.",
            "Delta @ W.T + at_A_next → Delta @ W.T": "The path around the layer is lost. The "
            "activation forks, into the layer and past it, and gradients add at a fork.",
            "Delta @ W.T + at_A_next → at_A_next": "That is the path around the layer alone. The "
            "activation goes into the layer as well: from there comes `Delta @ W.T`.",
            "W.T + at_A_next → W.T + Delta": "Around the layer you sent `Delta`, the error at the "
            "next weighted input. What is added there is the next layer's activation: its gradient "
            "is `at_A_next`.",
            "Delta @ W.T + at_A_next → (Delta + at_A_next) @ W.T": "You sent both through the "
            "weights. The skip connection goes around W: its slope is 1.",
            "Delta @ W.T + at_A_next → at_A_next @ W.T + Delta": "You exchanged the two: `Delta` "
            "goes back through the weights, `at_A_next` goes around them.",
            "Delta @ W.T + at_A_next → Delta @ W.T * at_A_next": "You multiplied the two paths. "
            "Along a path slopes multiply; over several paths they add.",
            "Delta @ W.T + at_A_next → Delta @ W.T - at_A_next": "The path around the layer has "
            "the slope +1: it is added.",
            "Delta @ W.T + at_A_next → (Delta @ W.T + at_A_next) / 2": "You took the mean of the "
            "two paths. Gradients add at a fork.",
            "np.tanh(Z) ** 2 → np.tanh(np.tanh(Z)) ** 2": "You used f′(a); it is f′(z): tanh was "
            "applied once too often.",
            "at_A * (1 - np.tanh(Z) ** 2) → at_A": "You stopped at the activation. The error is "
            "taken at z: multiply by f′(Z).",
            "(1 - np.tanh(Z) ** 2) → np.tanh(Z)": "You multiplied by the activation f(Z). The "
            "local derivative of tanh is 1 − tanh(Z)².",
            "np.tanh(Z) ** 2 → Z**2": "1 − z² is no derivative of tanh: it is 1 − tanh(z)², the "
            "square of the output.",
            "np.tanh(Z) ** 2 → np.tanh(Z)": "The derivative of tanh is 1 − tanh(Z)²; the square "
            "is missing.",
            "return Delta @ W.T * (1 - np.tanh(Z) ** 2) + at_A_next": "Only one of the two paths "
            "has your f′. Both come together at a, and from a back to z all of it is multiplied "
            "by f′(Z).",
        },
    ),
    hints=[
        "How does C change with one activation a_j of this layer? It goes two ways: into the "
        "weights of the next layer, and around them.",
        "Through the weights comes `Delta @ W.T`; around them comes what arrives at the next "
        "activation. Gradients add at a fork.",
        "Then back through tanh: multiply the sum, entry by entry, by `1 - np.tanh(Z)**2`.",
    ],
)

# --- tied_gradient --------------------------------------------------------------------------


def tied_gradient(X, Delta1, A1, Delta2):
    """The gradient of W, used twice: Z1 = X @ W, A1 = f(Z1) and Z2 = A1 @ W.T."""
    return X.T @ Delta1 + Delta2.T @ A1


def tied_cases(rng):
    """One number each, a square matrix (where every order of a product fits), then others."""
    return [
        tuple(np.array([[value]]) for value in (2.0, 3.0, 5.0, 7.0)),
        (
            np.array([[1.0, 0.0]]),
            np.array([[1.0, 2.0]]),
            np.array([[3.0, 4.0]]),
            np.array([[0.0, 1.0]]),
        ),
        *(
            tuple(rng.normal(size=(n, width)).round(2) for width in (d, h, h, d))
            for n, d, h in ((3, 3, 3), (2, 4, 3), (6, 3, 5))
        ),
    ]


TIED_GRADIENT = Exercise(
    reference=tied_gradient,
    cases=tied_cases,
    misconceptions=mistakes(
        tied_gradient,
        {
            "X.T @ Delta1 + Delta2.T @ A1 → X.T @ Delta1": "That is the first use of W alone. W "
            "is used again on the way out: a number used twice is a fork, and gradients add.",
            "X.T @ Delta1 + Delta2.T @ A1 → Delta2.T @ A1": "That is the second use of W alone. "
            "W is used on the way in as well: a number used twice is a fork, and gradients add.",
            "Delta2.T @ A1 → A1.T @ Delta2": "`A1.T @ Delta2` is the gradient of the matrix that "
            "stands in Z2 = A1 @ W.T, and that is W.T. Turn it round to get the gradient of W.",
            "X.T @ Delta1 → Delta1.T @ X": "The first part came out transposed: it is "
            "`X.T @ Delta1`, with the shape of W, inputs down and units across.",
            "return tied_gradient(X, Delta1, A1, Delta2).T": "Your gradient is that of W.T. A "
            "gradient has the shape of what it belongs to, here (d, h).",
            "X.T @ Delta1 + Delta2.T → X.T @ Delta1 - Delta2.T": "You subtracted the second use. "
            "Gradients add at a fork.",
            "return tied_gradient(X, Delta1, A1, Delta2) / 2": "You took the mean of the two "
            "uses. Gradients add at a fork.",
            "return tied_gradient(X, Delta1, A1, Delta2) / len(X)": "You divided by the number of "
            "examples. The errors belong to the mean cost, so the 1/n is in them already.",
            "return (X.T @ Delta1) * (Delta2.T @ A1)": "You multiplied the two uses. Along a path "
            "slopes multiply; over several uses they add.",
            "return X.T @ Delta1, Delta2.T @ A1": "Those are the two shares. W is one matrix and "
            "has one gradient: their sum.",
        },
    ),
    hints=[
        "Where does W[j, k] stand? Once in Z1[m, k], beside X[m, j], and once in Z2[m, j]: beside "
        "what?",
        "Beside A1[m, k]. So ∂C/∂W[j, k] = Σ_m X[m, j] Delta1[m, k] + Σ_m Delta2[m, j] A1[m, k].",
        "Both sums are matrix products: `X.T @ Delta1` and `Delta2.T @ A1`.",
    ],
)

# --- gradients ------------------------------------------------------------------------------


def gradients(weights, biases, X, Y, f, slope):
    """[(dW, db), …] of a net with f in all layers but the last, which is linear.

    The cost is the mean over the batch of ½ Σ (z − y)², with z the outputs of the last layer.
    """
    A, Z = [X], []
    for W, b in zip(weights, biases, strict=True):
        Z.append(A[-1] @ W + b)
        A.append(f(Z[-1]))
    result = []
    Delta = (Z[-1] - Y) / len(X)
    for k in reversed(range(len(weights))):
        result.insert(0, (A[k].T @ Delta, Delta.sum(axis=0)))
        if k > 0:
            Delta = Delta @ weights[k].T * slope(Z[k - 1])
    return result


TANH = Named("np.tanh", np.tanh), Named("1 - np.tanh(z)**2", lambda z: 1 - np.tanh(z) ** 2)
RELU = Named("np.maximum(z, 0)", lambda z: np.maximum(z, 0)), Named("z > 0", lambda z: z > 0.0)
SQUARE = Named("z**2", lambda z: z**2), Named("2 * z", lambda z: 2 * z)


def net_cases(rng):
    """One unit; two layers of one; square ones; others; with tanh, ReLU and the square."""
    cases = []
    nets = (
        ((1, 1), 1, TANH),
        ((1, 1, 1), 1, SQUARE),
        ((2, 2, 2), 1, TANH),
        ((3, 3, 3, 3), 4, TANH),
        ((2, 5, 4, 3), 6, RELU),
        ((3, 4, 2), 5, SQUARE),
    )
    for sizes, n, pair in nets:
        shapes = list(pairwise(sizes))
        weights = [rng.normal(size=shape).round(2) for shape in shapes]
        biases = [rng.normal(size=out).round(2) for _, out in shapes]
        X, Y = (rng.normal(size=(n, d)).round(2) for d in (sizes[0], sizes[-1]))
        cases.append((weights, biases, X, Y, *pair))
    return cases


GRADIENTS = Exercise(
    reference=gradients,
    cases=net_cases,
    tolerance=1e-8,
    misconceptions=mistakes(
        gradients,
        {
            "(Z[-1] - Y) / len(X) → Z[-1] - Y": "Every gradient is n times too large: the cost is "
            "the mean over the batch, so the first error carries 1 / len(X).",
            "(Z[-1] - Y) / len(X) → (Z[-1] - Y) / Y.size": "You took the mean over all entries, "
            "as PyTorch's MSELoss does. Here it is the mean over the examples of a sum over units: "
            "divide by `len(X)`.",
            "(Z[-1] - Y) / len(X) → 2 * (Z[-1] - Y) / len(X)": "Every gradient is twice too "
            "large: the ½ of the cost cancels the 2 of the square.",
            "(Z[-1] - Y) / len(X) → (Y - Z[-1]) / len(X)": "The sign is turned: the derivative of "
            "½ (z − y)² with respect to z is z − y.",
            "(Z[-1] - Y) / len(X) → (A[-1] - Y) * slope(Z[-1]) / len(X)": "Your last layer has f "
            "as well. It is linear here: its output is its weighted input, its f′ is 1.",
            "(Z[-1] - Y) / len(X) → (A[-1] - Y) / len(X)": "Your last layer has f in its output. "
            "It is linear here: the outputs are its weighted inputs `Z[-1]`.",
            "(Z[-1] - Y) / len(X) → (Z[-1] - Y) * slope(Z[-1]) / len(X)": "You multiplied by f′ in "
            "the last layer. It is linear: its f′ is 1.",
            "weights[k].T * slope(Z[k - 1]) → weights[k].T": "Going back you left out f′: after "
            "`Delta @ W.T` multiply by the slope at the weighted input of the layer before.",
            "weights[k].T * slope → weights[k] * slope": "The transpose is missing: `Delta` goes "
            "back through `W.T`.",
            "slope(Z[k - 1]) → slope(A[k])": "You used f′(a); it is f′(z): the slope is taken at "
            "the weighted input Z.",
            "slope(Z[k - 1]) → (1 - A[k] ** 2)": "1 − a² is the slope of tanh. Here the activation "
            "is given: use `slope`, at Z.",
            "slope(Z[k - 1]) → f(Z[k - 1])": "You multiplied by the activation f(Z). The local "
            "derivative is `slope(Z)`.",
            "weights[k].T * → weights[k - 1].T *": "You are off by one layer: an error goes back "
            "through its own layer's weights, those between A[k] and A[k + 1].",
            "slope(Z[k - 1]) → slope(Z[k])": "You took the slope in the layer that the error comes "
            "from. It belongs to the layer where the error arrives, one before.",
            "A[k].T @ Delta → A[k + 1].T @ Delta": "dW took the activations that come out of the "
            "layer. The gradient of a weight is the activation coming in × the error going out.",
            "A[k].T @ Delta → (A[k].T @ Delta).T": "dW came out transposed. W[j, k] joins input j "
            "to unit k, so `A_in.T` comes first.",
            "A[k].T @ Delta → A[k].T @ Delta / len(X); sum(axis=0) → mean(axis=0)": "You divided "
            "by the number of examples twice: the 1/n is in the first error already.",
            "Delta.sum(axis=0) → Delta.mean(axis=0)": "db is a sum over the batch, not a mean: "
            "the 1/n is in Delta already.",
            "Delta.sum(axis=0) → Delta.sum(axis=1)": "You added over the units (axis 1). Each "
            "unit has a bias of its own; add over the examples, axis 0.",
            "Delta.sum(axis=0) → Delta": "db has one row per example. The bias is the same number "
            "for all examples: it is a fork, and gradients add over the batch (axis 0).",
            "Delta.sum(axis=0) → Delta.sum(axis=0, keepdims=True)": "The numbers of db are right, "
            "its shape is not: a gradient has the shape of what it belongs to, here (d_out,).",
            "A[-1] @ W + b → A[-1] @ W": "Your forward pass left out the biases.",
            "return gradients(weights, biases, X, Y, f, slope)[::-1]": "The gradients are right "
            "but stand in the order in which you found them. Return the first layer first.",
            """
            found = gradients(weights, biases, X, Y, f, slope)
            return [dW for dW, _ in found], [db for _, db in found]
            """: "The numbers are right. Return them in pairs, one (dW, db) for each layer.",
        },
    ),
    hints=[
        "Forward first, and keep every Z and every activation: `A = [X]`, then "
        "`Z.append(A[-1] @ W + b)` and `A.append(f(Z[-1]))`.",
        "The last layer is linear, so its error is `(Z[-1] - Y) / len(X)`. Then go through the "
        "layers in reverse: an error gives dW and db, and then the error one layer before.",
        "In layer k, counted from 0: dW = `A[k].T @ Delta`, db = `Delta.sum(axis=0)`, and then "
        "`Delta = Delta @ weights[k].T * slope(Z[k - 1])`, unless it is the first layer.",
    ],
)

# --- repaired -------------------------------------------------------------------------------


def repaired(W1, W2, W3, X, Y):
    """(dW1, dW2, dW3) of a net whose second layer adds its input to its output."""
    A1 = np.tanh(X @ W1)
    A2 = np.tanh(A1 @ W2) + A1
    A3 = np.tanh(A2 @ W3)
    Delta3 = (A3 - Y) / len(X) * (1 - A3**2)
    at_A2 = Delta3 @ W3.T
    Delta2 = at_A2 * (1 - np.tanh(A1 @ W2) ** 2)
    at_A1 = Delta2 @ W2.T + at_A2
    Delta1 = at_A1 * (1 - A1**2)
    return X.T @ Delta1, A1.T @ Delta2, A2.T @ Delta3


def repaired_cases(rng):
    """One unit in each layer and one example, then wider nets and batches."""
    return [
        (
            *(rng.normal(size=(d, d)).round(2) for _ in range(3)),
            rng.normal(size=(n, d)).round(2),
            rng.choice([-0.5, 0.5], size=(n, d)),
        )
        for n, d in ((1, 1), (1, 2), (3, 3), (6, 4))
    ]


REPAIRED = Exercise(
    reference=repaired,
    cases=repaired_cases,
    misconceptions=mistakes(
        repaired,
        {
            "np.tanh(A1 @ W2) ** 2 → A2**2": "The bug is still in it: layer 3 is right, layers 2 "
            "and 1 are wrong. So look at the step that leads from layer 3 into layer 2.",
            "np.tanh(A1 @ W2) ** 2 → A2**2; W2.T + at_A2 → W2.T": "The line that you changed was "
            "right: A1 goes into layer 2 and around it, and gradients add at a fork. The bug is "
            "one step earlier.",
            "Delta2 @ W2.T + at_A2 → Delta2 @ W2.T": "Layer 2 is right now. But you took away the "
            "path around it: A1 forks, and gradients add at a fork.",
            "W2.T + at_A2 → W2.T + Delta2": "Layer 2 is right now. But around the layer goes the "
            "gradient at A2, not the error at Z2.",
            "np.tanh(A1 @ W2) ** 2 → np.tanh(A2) ** 2": "Nearly: the slope belongs to the weighted "
            "input of layer 2, Z2 = A1 @ W2. A2 is not Z2.",
            "np.tanh(A1 @ W2) ** 2 → A1**2": "1 − A1² is the slope of layer 1. In layer 2 tanh "
            "took A1 @ W2.",
            "np.tanh(A1 @ W2) ** 2 → (A1 @ W2) ** 2": "tanh is missing: its slope is 1 − tanh(z)², "
            "with z = A1 @ W2.",
            "np.tanh(A1 @ W2) + A1 → np.tanh(A1 @ W2)": "You took the skip connection out of the "
            "forward pass. That is another net; its gradients were not asked for.",
            "at_A2 * (1 - np.tanh(A1 @ W2) ** 2) → at_A2": "Layer 2 has tanh: its error needs a "
            "factor f′(z), with z = A1 @ W2.",
        },
    ),
    hints=[
        "Look at the chart: which is the last layer that is wrong? The fault is in the step that "
        "leads into it.",
        "1 − a² is the slope of tanh where a = tanh(z). Is that so for A1, for A2, for A3?",
        "A2 = tanh(Z2) + A1 is not tanh(Z2). The slope in layer 2 is `1 - np.tanh(A1 @ W2)**2`.",
    ],
)

# --- one_step -------------------------------------------------------------------------------


def one_step(W1, b1, W2, b2, x, y, rate):
    """New (W1, W2) after one step of gradient descent on the weights of a sigmoid net."""
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a = 1 / (1 + np.exp(-(h @ W2 + b2)))
    Delta2 = (a - y) * a * (1 - a)
    Delta1 = Delta2 @ W2.T * h * (1 - h)
    return W1 - rate * x.T @ Delta1, W2 - rate * h.T @ Delta2


def one_step_cases(rng):
    """The worked example of notebook 06, then two others with a larger rate."""
    example = (
        np.array([[0.15, 0.25], [0.20, 0.30]]),
        np.array([0.35, 0.35]),
        np.array([[0.40, 0.50], [0.45, 0.55]]),
        np.array([0.60, 0.60]),
        np.array([[0.05, 0.10]]),
        np.array([[0.01, 0.99]]),
        0.5,
    )
    others = [
        (
            *(rng.normal(size=shape).round(2) for shape in ((2, 3), (3,), (3, 2), (2,))),
            rng.normal(size=(1, 2)).round(2),
            np.array([[0.0, 1.0]]),
            rate,
        )
        for rate in (1.0, 10.0)
    ]
    return [example, *others]


def updated_in_place(W1, b1, W2, b2, x, y, rate):
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a = 1 / (1 + np.exp(-(h @ W2 + b2)))
    Delta2 = (a - y) * a * (1 - a)
    W2 -= rate * h.T @ Delta2
    W1 -= rate * x.T @ (Delta2 @ W2.T * h * (1 - h))
    return W1, W2


TOO_EARLY = (
    "The hidden error was computed with output weights that had been updated already. All "
    "gradients belong to one point: find them all first, then change the weights."
)

ONE_STEP = Exercise(
    reference=one_step,
    cases=one_step_cases,
    tolerance=1e-10,
    misconceptions=mistakes(
        one_step,
        {
            "Delta1 = Delta2 @ W2.T * h * (1 - h) → Delta1 = Delta2 @ (W2 - rate * h.T @ Delta2).T "
            "* h * (1 - h)": TOO_EARLY,
            updated_in_place: TOO_EARLY + " You changed them in place, so that the caller's "
            "arrays changed as well.",
            "return one_step(W1, b1, W2, b2, x, y, -rate)": "The step goes uphill: subtract "
            "rate × gradient.",
            "W1 - rate * x.T @ Delta1, → W1,": "W1 did not change. Its error comes back through "
            "W2: `Delta2 @ W2.T * h * (1 - h)`.",
            "W2 - rate * h.T @ Delta2 → W2": "W2 did not change. Its gradient is `h.T @ Delta2`.",
            "return one_step(W1, 0 * b1, W2, 0 * b2, x, y, rate)": "The forward pass left out the "
            "biases b1 and b2.",
            """
            new1, new2 = one_step(W1, b1, W2, b2, x, y, rate)
            return W1 - new1, W2 - new2
            """: "You returned the steps. Return the new weights.",
            """
            new1, new2 = one_step(W1, b1, W2, b2, x, y, 1.0)
            return W1 - new1, W2 - new2
            """: "You returned the gradients. Return the new weights, w − rate × gradient.",
            "return one_step(W1, b1, W2, b2, x, y, 1.0)": "The rate is missing: subtract "
            "rate × gradient.",
            "return one_step(W1, b1, W2, b2, x, y, rate)[::-1]": "You returned (W2, W1); the "
            "order is (W1, W2).",
            "Delta2 @ W2.T → Delta2 @ W2": "The transpose is missing: `Delta2` goes back through "
            "`W2.T`.",
            "a * (1 - a) → (1 - a**2); h * (1 - h) → (1 - h**2)": "1 − a² is the slope of tanh. "
            "These units are sigmoid: a (1 − a).",
            "(a - y) * a * (1 - a) → a - y": "The output error lacks f′: it is (a − y) a (1 − a).",
            "Delta2 @ W2.T * h * (1 - h) → Delta2 @ W2.T": "The hidden error lacks f′: after "
            "`Delta2 @ W2.T` multiply by h (1 − h).",
            "(a - y) * a * (1 - a) → a - y; Delta2 @ W2.T * h * (1 - h) → Delta2 @ W2.T": "Both "
            "errors lack f′: at the output a (1 − a), in the hidden layer h (1 − h).",
        },
    ),
    hints=[
        "Forward: h = σ(x @ W1 + b1), a = σ(h @ W2 + b2). For the sigmoid f′(z) = a (1 − a).",
        "`Delta2 = (a - y) * a * (1 - a)` and `Delta1 = Delta2 @ W2.T * h * (1 - h)`, with the "
        "old `W2`.",
        "Both new weights at the end: `W1 - rate * x.T @ Delta1` and `W2 - rate * h.T @ Delta2`.",
    ],
)

# --- scaled_layer ---------------------------------------------------------------------------


def scaled_layer(A_in, W, g, Delta):
    """(∂C/∂W, ∂C/∂g, ∂C/∂A_in) of a layer Z = g * (A_in @ W), from its error Delta."""
    at_product = Delta * g
    dg = (Delta * (A_in @ W)).sum(axis=0)
    return A_in.T @ at_product, dg, at_product @ W.T


def scaled_cases(rng):
    """One number each, one example of two units, square matrices, then others."""
    return [
        (np.array([[2.0]]), np.array([[3.0]]), np.array([5.0]), np.array([[7.0]])),
        (
            np.array([[1.0, 2.0]]),
            np.array([[1.0, 0.0], [3.0, 1.0]]),
            np.array([2.0, -1.0]),
            np.array([[1.0, 10.0]]),
        ),
        *(
            tuple(rng.normal(size=shape).round(2) for shape in ((n, d), (d, k), (k,), (n, k)))
            for n, d, k in ((3, 3, 3), (4, 2, 3), (5, 3, 1))
        ),
    ]


SCALED_LAYER = Exercise(
    reference=scaled_layer,
    cases=scaled_cases,
    misconceptions=mistakes(
        scaled_layer,
        {
            "A_in.T @ at_product → A_in.T @ Delta": "g is missing in the gradient of W: the path "
            "from W to Z leads through the product, and there the slope is g.",
            "at_product @ W.T → Delta @ W.T": "g is missing on the way back to A_in: the path from "
            "A_in to Z leads through the product, and there the slope is g.",
            "at_product = Delta * g → at_product = Delta": "g is missing in the gradients of W "
            "and of A_in: both paths lead through the product, where the slope of Z is g.",
            "(Delta * (A_in @ W)).sum(axis=0) → Delta.sum(axis=0)": "That is the gradient of a "
            "bias. g multiplies, so its slope is what it multiplies, A_in @ W.",
            "(Delta * (A_in @ W)).sum(axis=0) → Delta * (A_in @ W)": "Your gradient of g has one "
            "row per example. All examples share g: add over the batch, axis 0.",
            "(Delta * (A_in @ W)).sum(axis=0) → (Delta * (A_in @ W)).mean(axis=0)": "You took a "
            "mean for g. Over the batch gradients add.",
            "(Delta * (A_in @ W)).sum(axis=0) → (Delta * (A_in @ W)).sum()": "You added over the "
            "units as well. Each unit has a g of its own: add over axis 0.",
            "(Delta * (A_in @ W)).sum(axis=0) → (Delta * (A_in @ W)).sum(axis=1)": "You added "
            "over the units (axis 1). Each unit has a g of its own; add over the examples, axis 0.",
            "(Delta * (A_in @ W)).sum(axis=0) → (Delta * g * (A_in @ W)).sum(axis=0)": "In the "
            "gradient of g stands g itself. The slope of Z = g · U with respect to g is U, without "
            "g.",
            "at_product @ W.T → at_product @ W": "The transpose is missing: errors go back to A_in "
            "through `W.T`.",
            "A_in.T @ at_product → (A_in.T @ at_product).T": "The gradient of W came out "
            "transposed: inputs down, units across.",
            "at_product = Delta * g → at_product = Delta / g": "You divided by g. Going back you "
            "multiply by the slope of each link, and that of g · u is g.",
            "A_in.T @ at_product, dg, → dg, A_in.T @ at_product,": "The numbers are right; the "
            "order is (W, g, A_in).",
        },
    ),
    hints=[
        "Give the product a name: U = A_in @ W, Z = g * U. Two short links. What is the gradient "
        "at U?",
        "Z[m, k] = g[k] U[m, k]: the slope with respect to U[m, k] is g[k], with respect to g[k] "
        "it is U[m, k], and g[k] serves every example.",
        "With `at_U = Delta * g`: `A_in.T @ at_U`, then `(Delta * U).sum(axis=0)`, and "
        "`at_U @ W.T`.",
    ],
)

EXERCISES = [OUTPUT_ERROR, SKIP_STEP, TIED_GRADIENT, GRADIENTS, REPAIRED, ONE_STEP, SCALED_LAYER]
