"""Exercises of notebook 11, second part: rows picked, rows mixed, a learnt scale, checkpoints."""

import weakref

import numpy as np

from bplib.checking import Exercise, Named, mistakes

# --- embedding_back -------------------------------------------------------------------------


def embedding_back(tokens, at_X, rows):
    """(dE, dP) where X[n, i] = E[tokens[n, i]] + P[i], and 0 where the token is 0."""
    at_X = at_X * (tokens != 0)[:, :, None]
    dE = np.zeros((rows, at_X.shape[2]))
    np.add.at(dE, tokens, at_X)
    return dE, at_X.sum(axis=0)


def embedding_cases(rng):
    """One word; one word twice; a padded sentence; batches with all of it."""
    return [
        (np.array([[1]]), np.array([[[2.0, 3.0]]]), 3),
        (np.array([[2, 2]]), np.array([[[1.0], [5.0]]]), 4),
        (np.array([[1, 2, 0]]), np.array([[[1.0], [2.0], [4.0]]]), 3),
        *(
            (rng.integers(0, rows, size=(n, T)), rng.normal(size=(n, T, d)).round(2), rows)
            for n, T, d, rows in ((3, 4, 2, 5), (2, 6, 3, 9))
        ),
    ]


EMBEDDING_BACK = Exercise(
    reference=embedding_back,
    cases=embedding_cases,
    misconceptions=mistakes(
        embedding_back,
        {
            "np.add.at(dE, tokens, at_X) → dE[tokens] += at_X": "A word that stands twice has "
            "one of its errors alone: `dE[tokens] = …` overwrites, and `dE[tokens] += …` reads all "
            "rows before it adds. `np.add.at` adds one after the other.",
            "np.add.at(dE, tokens, at_X) → np.add.at(dE, tokens, at_X); "
            "at_X.sum(axis=0) → at_X.sum(axis=0) / len(tokens)": "dP is a mean over the sentences. "
            "at_X belongs to the cost that is minimized: its gradients are added, as at any fork.",
            "at_X = at_X * (tokens != 0)[:, :, None] → at_X = at_X * 1.0": "Token 0 is nothing: "
            "there neither E nor P was added, so its errors reach neither. Set them to 0 first.",
            """
            dE = np.zeros((rows, at_X.shape[2]))
            np.add.at(dE, tokens, at_X)
            dE[0] = 0
            return dE, at_X.sum(axis=0)
            """: "dE is right, dP is not: where the token is 0, P[i] was not added either.",
            """
            dE = np.zeros((rows, at_X.shape[2]))
            np.add.at(dE, tokens, at_X)
            return dE, embedding_back(tokens, at_X, rows)[1]
            """: "dP is right. Row 0 of dE is filled: token 0 is nothing, and its row was not "
            "added anywhere.",
            "at_X.sum(axis=0) → at_X * (tokens != 0)[:, :, None]": "dP has an entry for each "
            "sentence. P[i] is one row for all sentences: add over them, so that dP is (T, d).",
            "at_X.sum(axis=0) → at_X.sum(axis=1)": "You added over the places. P has a row for "
            "each place, and all sentences use it: add over the sentences.",
            """
            dE, dP = embedding_back(tokens, at_X, rows)
            count = np.maximum(np.bincount(tokens.ravel(), minlength=rows), 1)
            return dE / count[:, None], dP
            """: "You took the mean over the places where a word stands. Gradients add at a fork.",
            """
            dE = np.zeros((rows, at_X.shape[2]))
            np.add.at(dE, tokens[0], at_X[0] * (tokens[0] != 0)[:, None])
            return dE, embedding_back(tokens, at_X, rows)[1]
            """: "dE holds the first sentence alone. All sentences use the same table.",
            "return embedding_back(tokens, at_X, rows)[0]": "That is dE alone. Return both, "
            "`dE, dP`.",
        },
    ),
    hints=[
        "Where the token is 0 nothing was added. Make `at_X` zero there first: "
        "`at_X * (tokens != 0)[:, :, None]`.",
        "Then every place (n, i) gives its error to one row of E, that of its token, and to one "
        "row of P, the i-th. Rows used more than once get the sum.",
        "`np.add.at(dE, tokens, at_X)` adds each error to its row, also where rows repeat; "
        "`at_X.sum(axis=0)` is dP.",
    ],
)

# --- attention_back -------------------------------------------------------------------------


def attention_back(X, WQ, WK, WV, G):
    """(dWQ, dWK, dWV, at_X) of causal self-attention, X (n, T, d_in), G = ∂C/∂Y (n, T, d_v)."""
    T, d = X.shape[1], WQ.shape[1]
    Q, K, V = X @ WQ, X @ WK, X @ WV
    S = np.where(np.tri(T, dtype=bool), Q @ K.mT / np.sqrt(d), -np.inf)
    A = np.exp(S - S.max(axis=2, keepdims=True))
    A = A / A.sum(axis=2, keepdims=True)
    at_A = G @ V.mT
    Delta = A * (at_A - (A * at_A).sum(axis=2, keepdims=True))
    dQ, dK, dV = Delta @ K / np.sqrt(d), Delta.mT @ Q / np.sqrt(d), A.mT @ G
    rows = X.reshape(-1, X.shape[2])
    dWQ, dWK, dWV = (rows.T @ each.reshape(-1, each.shape[2]) for each in (dQ, dK, dV))
    return dWQ, dWK, dWV, dQ @ WQ.T + dK @ WK.T + dV @ WV.T


def attention_cases(rng):
    """Two places of width 1, then square matrices, then others, with several sequences."""
    return [
        tuple(rng.normal(size=shape).round(2) for shape in shapes)
        for shapes in (
            ((1, 2, 1), (1, 1), (1, 1), (1, 1), (1, 2, 1)),
            ((1, 3, 3), (3, 3), (3, 3), (3, 3), (1, 3, 3)),
            ((2, 3, 4), (4, 2), (4, 2), (4, 3), (2, 3, 3)),
            ((3, 5, 4), (4, 6), (4, 6), (4, 4), (3, 5, 4)),
        )
    ]


ATTENTION_BACK = Exercise(
    reference=attention_back,
    cases=attention_cases,
    tolerance=1e-8,
    misconceptions=mistakes(
        attention_back,
        {
            "np.where(np.tri(T, dtype=bool), Q @ K.mT / np.sqrt(d), -np.inf) → "
            "Q @ K.mT / np.sqrt(d)": "Your places look ahead. Causal: place i sees the places "
            "j ≤ i alone; the other scores become −∞ before the softmax.",
            "np.tri(T, dtype=bool) → np.tri(T, dtype=bool).T": "You masked the wrong triangle: "
            "place i sees j ≤ i, itself and what came before. `np.tri(T)` is 1 there.",
            "-np.inf → 0.0": "A masked score of 0 still has weight: e⁰ = 1. Set it to −∞, so that "
            "its weight is 0.",
            "Q @ K.mT / np.sqrt(d), -np.inf → Q @ K.mT, -np.inf": "On the way forward the scores "
            "are not divided by √d.",
            "Delta @ K / np.sqrt(d), Delta.mT @ Q / np.sqrt(d) → Delta @ K, Delta.mT @ Q": "On the "
            "way back √d is missing: the score is q·k/√d, and so is its slope.",
            "WQ.shape[1] → X.shape[2]": "You divided by √d_in, the width of X. d is the width of "
            "queries and keys, `WQ.shape[1]`.",
            "A * (at_A - (A * at_A).sum(axis=2, keepdims=True)) → A * at_A": "The softmax has a "
            "second term: a larger score takes weight from the others. Subtract the row's mean "
            "Σ a · ∂C/∂a.",
            "A * (at_A - (A * at_A).sum(axis=2, keepdims=True)) → at_A * A * (1 - A)": "a (1 − a) "
            "is the slope of a weight by its own score. Each weight depends on all scores of its "
            "row: ∂a_m/∂s_j = a_m ([m = j] − a_j).",
            "(A * at_A).sum(axis=2, keepdims=True) → (A * at_A).sum(axis=1, keepdims=True)": "In "
            "the softmax you added over the queries. Each query has a softmax of its own, over the "
            "keys: the last axis.",
            "(A * at_A).sum(axis=2, keepdims=True) → at_A.sum(axis=2, keepdims=True)": "The mean "
            "that is subtracted is weighted: Σ_m a_m ∂C/∂a_m.",
            "(A * at_A).sum(axis=2, keepdims=True) → at_A.mean(axis=2, keepdims=True)": "You "
            "subtracted the plain mean. The mean is weighted by a: Σ_m a_m ∂C/∂a_m.",
            "Delta.mT @ Q → Delta @ Q": "In dK the transpose is missing: key j is fetched by all "
            "queries i, so `Delta` is summed over its first index.",
            "Delta @ K / np.sqrt(d) → Delta.mT @ K / np.sqrt(d)": "In dQ there is a transpose too "
            "many: query i meets all keys j, so `Delta` is summed over its second index.",
            "A.mT @ G → A @ G": "In dV the transpose is missing: value j goes to all queries i, so "
            "A is summed over its first index.",
            "Delta @ K / np.sqrt(d), Delta.mT @ Q / np.sqrt(d) → "
            "Delta @ Q / np.sqrt(d), Delta.mT @ K / np.sqrt(d)": "The slope of q·k with respect to "
            "q is k, and the other way round. You have them exchanged.",
            "dQ @ WQ.T + dK @ WK.T + dV @ WV.T → dV @ WV.T": "X goes three ways: as query, as key "
            "and as value. Gradients add at a fork; you have the values alone.",
            "dQ @ WQ.T + dK @ WK.T + dV @ WV.T → dQ @ WQ.T + dK @ WK.T": "X goes three ways: as "
            "query, as key and as value. The values are missing.",
            "dQ @ WQ.T + dK @ WK.T + dV @ WV.T → dQ @ WQ.T + dV @ WV.T": "X goes three ways: as "
            "query, as key and as value. The keys are missing.",
            "dQ @ WQ.T + dK @ WK.T + dV @ WV.T → (dQ @ WQ.T + dK @ WK.T + dV @ WV.T) / 3": "You "
            "took the mean of the three ways. Gradients add at a fork.",
            """
            dWQ, dWK, dWV, at_X = attention_back(X, WQ, WK, WV, G)
            return dWQ / len(X), dWK / len(X), dWV / len(X), at_X
            """: "You divided by the number of sequences. G belongs to the cost that is minimized: "
            "the gradients of a weight are added.",
            """
            dWQ, dWK, dWV, at_X = attention_back(X, WQ, WK, WV, G)
            return dWQ.T, dWK.T, dWV.T, at_X
            """: "The gradients of the weights came out transposed: input × error is X.T @ dQ.",
            """
            parts = [attention_back(x[None], WQ, WK, WV, g[None])[:3] for x, g in zip(X, G)]
            at_X = attention_back(X, WQ, WK, WV, G)[3]
            return *(np.stack(each) for each in zip(*parts)), at_X
            """: "The weights are one matrix for all sequences: add over the first axis, so that "
            "dWQ has the shape of WQ.",
        },
    ),
    hints=[
        "Forward first: Q, K, V; scores S = Q @ K.mT / √d, −∞ where j > i "
        "(`np.where(np.tri(T, dtype=bool), S, -np.inf)`); A, the softmax of each row.",
        "A masked weight is 0, so its Δ = A ⊙ (…) is 0 of itself: the way back is that of the "
        "text, with `.mT` in place of `.T`, for each sequence. Then dWQ is X.T @ dQ, added over "
        "sequences and places.",
        "`rows = X.reshape(-1, d_in)` makes every place an example: "
        "`rows.T @ dQ.reshape(-1, d)`. And at X three ways come together: "
        "`dQ @ WQ.T + dK @ WK.T + dV @ WV.T`.",
    ],
)

# --- scale_gradient -------------------------------------------------------------------------


def scale_gradient(Q, K, V, G, tau):
    """dC/dτ where A = softmax(e^τ Q Kᵀ), Y = A V and G = ∂C/∂Y."""
    products = Q @ K.T
    S = np.exp(tau) * products
    A = np.exp(S - S.max(axis=1, keepdims=True))
    A = A / A.sum(axis=1, keepdims=True)
    at_A = G @ V.T
    Delta = A * (at_A - (A * at_A).sum(axis=1, keepdims=True))
    return np.sum(Delta * products) * np.exp(tau)


def scale_cases(rng):
    """Two keys, then more, with scales below, at and above 1; scores in the hundreds."""
    return [
        (
            np.array([[1.0]]),
            np.array([[1.0], [-0.5]]),
            np.array([[1.0], [2.0]]),
            np.array([[2.0]]),
            0.5,
        ),
        *(
            (*(rng.normal(size=shape).round(2) for shape in shapes), tau)
            for shapes, tau in (
                (((3, 3), (3, 3), (3, 3), (3, 3)), -1.0),
                (((2, 4), (5, 4), (5, 3), (2, 3)), 0.25),
                (((4, 2), (3, 2), (3, 1), (4, 1)), 0.75),
            )
        ),
        (
            np.array([[800.0]]),
            np.array([[1.0], [0.999]]),
            np.array([[1.0], [2.0]]),
            np.array([[1.0]]),
            0.1,
        ),
    ]


SCALE_GRADIENT = Exercise(
    reference=scale_gradient,
    cases=scale_cases,
    tolerance=1e-8,
    misconceptions=mistakes(
        scale_gradient,
        {
            "np.sum(Delta * products) * np.exp(tau) → np.sum(Delta * products)": "That is the "
            "gradient of the factor e^τ. One link more: the slope of e^τ with respect to τ.",
            "np.sum(Delta * products) * np.exp(tau) → Delta * products * np.exp(tau)": "Those are "
            "the shares of all scores. τ is one number that stands at each of them: add.",
            "np.sum(Delta * products) → np.mean(Delta * products)": "You took the mean over the "
            "scores. One number used in many places is a fork: its gradients add.",
            "np.sum(Delta * products) * np.exp(tau) → np.sum(Delta) * np.exp(tau)": "The slope of "
            "a score with respect to its factor is q·k; it is missing. (In each row Σ Δ is 0, "
            "so your sum is 0.) Multiply by it first.",
            "np.sum(Delta * products) * np.exp(tau) → np.sum(Delta * S) * np.exp(tau)": "e^τ came "
            "in twice: S = e^τ q·k holds it already, and S is its own slope with respect to τ.",
            "A * (at_A - (A * at_A).sum(axis=1, keepdims=True)) → A * at_A": "The softmax has a "
            "second term: a larger score takes weight from the others. Subtract Σ a · ∂C/∂a.",
            "A * (at_A - (A * at_A).sum(axis=1, keepdims=True)) → at_A * A * (1 - A)": "a (1 − a) "
            "is the slope of a weight by its own score. Each weight depends on all scores of its "
            "row.",
            "A * (at_A - (A * at_A).sum(axis=1, keepdims=True)) → at_A": "You went from the "
            "weights to the scores as if they were the same: the slopes of the softmax are "
            "missing.",
            "np.exp(tau) * products → products": "On the way forward the factor e^τ is missing.",
            "S = np.exp(tau) * products → S = tau * products": "On the way forward the factor is "
            "e^τ, not τ.",
            "S = np.exp(tau) * products → S = products / np.exp(tau)": "You divided by e^τ. The "
            "scores are multiplied by it.",
            "np.exp(S - S.max(axis=1, keepdims=True)) → np.exp(S)": "e to the power of several "
            "hundred overflows. Subtract the largest score of each row first (notebook 05).",
            "np.sum(Delta * products) → np.sum(Delta * products) / np.sqrt(Q.shape[1])": "There is "
            "no √d here: e^τ stands in its place.",
        },
    ),
    hints=[
        "Up to Δ = ∂C/∂S it is the backward pass of the text, without √d. Then: where does τ "
        "stand? In every score, S_ij = e^τ q_i·k_j.",
        "∂S_ij/∂τ = e^τ q_i·k_j, which is S_ij. One number that stands in all scores is a fork.",
        "So dC/dτ = Σ_ij Δ_ij S_ij: `np.sum(Delta * S)`.",
    ],
)

# --- checkpointed_back ----------------------------------------------------------------------


def checkpointed_back(layers, a, g, every):
    """The gradient at a, from g at the last output, keeping the input of each `every`-th layer."""
    kept = {}
    for number, (f, _) in enumerate(layers):
        if number % every == 0:
            kept[number] = a
        a = f(a)
    for start in reversed(range(0, len(layers), every)):
        segment, inputs = layers[start : start + every], [kept.pop(start)]
        for f, _ in segment[:-1]:
            inputs.append(f(inputs[-1]))
        for _, back in reversed(segment):
            g = back(inputs.pop(), g)
    return g


SPARE = 2  # arrays more than are needed that may be alive: loop variables keep some


class Tally:
    """Counts how often layers are computed, and how many of their outputs are alive at once."""

    def __init__(self):
        self.calls, self.most, self.alive = 0, 0, {}

    def watched(self, f):
        """The function, its calls counted and its outputs watched."""

        def call(a):
            out = np.array(f(a))
            self.calls += 1
            number = self.calls
            self.alive[number] = weakref.ref(out, lambda _: self.alive.pop(number, None))
            self.most = max(self.most, len(self.alive))
            return out

        return call


FEW, MANY = "few enough", "too many"
ONCE, TWICE, OFTEN = "each once", "each twice at most", "more than twice"


def with_a_tally(function, layers, a, g, every):
    """The gradient, whether few enough inputs were kept, how often layers were computed."""
    tally = Tally()
    gradient = function([(tally.watched(f), back) for f, back in layers], a, g, every)
    if not isinstance(gradient, np.ndarray):
        return gradient
    needed = -(-len(layers) // every) + every + SPARE
    kept = FEW if tally.most <= needed else MANY
    times = ONCE if tally.calls <= len(layers) else TWICE
    return gradient, kept, times if tally.calls <= 2 * len(layers) else OFTEN


def checkpoint_clause(came, expected, layers, a, g, every):
    """What is wrong: the gradient first, then what was kept, then what was computed."""
    right = expected[0]
    gradient, kept, computed = came if isinstance(came, tuple) else (came, FEW, ONCE)
    if not isinstance(gradient, np.ndarray) or gradient.shape != right.shape:
        return f"returned no gradient of shape {right.shape}, the shape of a"
    if not np.allclose(gradient, right, rtol=1e-8, atol=1e-10, equal_nan=True):
        return f"returned {gradient.round(4).tolist()}; expected {right.round(4).tolist()}"
    if kept == MANY:
        return (
            f"is right, but keeps more layers' inputs at once than {-(-len(layers) // every)} "
            f"checkpoints and {every} of one segment"
        )
    if computed == OFTEN:
        return f"is right, but computes layers more than {2 * len(layers)} times, twice each"
    return None


def counted_layers(layers):
    """How many layers there are, in words."""
    return f"{len(layers)} layer{'s' * (len(layers) > 1)}"


def tanh_layer(W):
    """(f, back) of the layer a → tanh(a W); back takes its input, and the error at its output."""
    f = Named("f", lambda a: np.tanh(a @ W))
    back = Named("back", lambda a, g: (g * (1 - np.tanh(a @ W) ** 2)) @ W.T)
    return f, back


def checkpoint_cases(rng):
    """One layer, a whole number of segments, a short last one, none but the input, all, many."""
    return [
        (
            [tanh_layer(rng.normal(size=(d, d)).round(1)) for _ in range(count)],
            rng.normal(size=(1, d)).round(1),
            rng.normal(size=(1, d)).round(1),
            every,
        )
        for count, every, d in (
            (1, 1, 1),
            (4, 2, 2),
            (7, 3, 2),
            (3, 5, 2),
            (4, 1, 2),
            (30, 5, 3),
            (32, 6, 2),
        )
    ]


CHECKPOINTED_BACK = Exercise(
    reference=checkpointed_back,
    cases=checkpoint_cases,
    call=with_a_tally,
    compare=checkpoint_clause,
    describe=lambda layers, a, g, every: f"{counted_layers(layers)}, every = {every}",
    misconceptions=mistakes(
        checkpointed_back,
        {
            """
            inputs = [a]
            for f, _ in layers:
                inputs.append(f(inputs[-1]))
            for (_, back), a in zip(reversed(layers), reversed(inputs[:-1])):
                g = back(a, g)
            return g
            """: "You keep every input. Keep those of the layers 0, `every`, 2 · `every`, … alone, "
            "and compute the others again, segment by segment.",
            """
            for number in reversed(range(len(layers))):
                b = a
                for f, _ in layers[:number]:
                    b = f(b)
                g = layers[number][1](b, g)
            return g
            """: "You compute from the very start for every layer. Begin at the checkpoint before "
            "it, and once for a whole segment.",
            """
            kept, b = {}, a
            for number, (f, _) in enumerate(layers):
                if number % every == 0:
                    kept[number] = b
                b = f(b)
            for number in reversed(range(len(layers))):
                first = number - number % every
                b = kept[first]
                for f, _ in layers[first:number]:
                    b = f(b)
                g = layers[number][1](b, g)
            return g
            """: "You begin at the checkpoint, but anew for every layer of a segment. Compute the "
            "segment's inputs once, keep them while you go back through it, then let them go.",
            """
            inputs, b = [], a
            for number, (f, _) in enumerate(layers):
                inputs.append(b if number % every == 0 else None)
                b = f(b)
            for number in range(len(layers)):
                if inputs[number] is None:
                    inputs[number] = layers[number - 1][0](inputs[number - 1])
            for number in reversed(range(len(layers))):
                g = layers[number][1](inputs[number], g)
            return g
            """: "You compute all segments again before you go back: then all inputs are there at "
            "once. One segment at a time, the last one first.",
            "reversed(range(0, len(layers), every)) → range(0, len(layers), every)": "You take the "
            "segments first to last. The error comes from the end: the last segment is first.",
            "reversed(segment) → segment; inputs.pop() → inputs.pop(0)": "Within a segment you go "
            "from its first layer to its last. The error comes from the end.",
            """
            kept = {}
            for number, (f, _) in enumerate(layers):
                a = f(a)
                if number % every == 0:
                    kept[number] = a
            for start in reversed(range(0, len(layers), every)):
                segment, inputs = layers[start : start + every], [kept.pop(start)]
                for f, _ in segment[:-1]:
                    inputs.append(f(inputs[-1]))
                for _, back in reversed(segment):
                    g = back(inputs.pop(), g)
            return g
            """: "You keep the output of the checkpoint's layer. `back` needs the input.",
            """
            kept = {}
            for number, (f, _) in enumerate(layers):
                if number % every == 0:
                    kept[number] = a
                a = f(a)
            for start in reversed(range(0, len(layers), every)):
                segment, outputs = layers[start : start + every], [kept.pop(start)]
                for f, _ in segment:
                    outputs.append(f(outputs[-1]))
                for _, back in reversed(segment):
                    g = back(outputs.pop(), g)
            return g
            """: "You gave `back` a layer's "
            "output. It takes the layer's input, and the error at its output.",
            "inputs.append(f(inputs[-1])) → inputs.append(f(inputs[0]))": "Each layer of a segment "
            "takes in the output of the one before it. You put the checkpoint into all of them.",
            "range(0, len(layers), every) → range(0, len(layers) - every + 1, every)": "The last "
            "segment is left out where it is shorter than the others.",
            "g = back(inputs.pop(), g) → g = g + back(inputs.pop(), g)": "You add what comes back "
            "from a layer to what went in. In a chain there is one path: g is replaced.",
            """
            for _, back in reversed(layers):
                g = back(a, g)
            return g
            """: "You gave every layer the first input. Each needs its own: compute it, from the "
            "checkpoint before it.",
        },
    ),
    hints=[
        "Forward: go through all layers; before the layers 0, `every`, 2 · `every`, … put `a` into "
        "a dictionary under the layer's number.",
        "Back: for each checkpoint, the last one first, compute the inputs of its segment again "
        "(a list), then go back through the segment: `g = back(inputs.pop(), g)`.",
        "`for start in reversed(range(0, len(layers), every))` gives the segments "
        "`layers[start : start + every]`; their first input is `kept.pop(start)`.",
    ],
)

EXERCISES = [EMBEDDING_BACK, ATTENTION_BACK, SCALE_GRADIENT, CHECKPOINTED_BACK]
