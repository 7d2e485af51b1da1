"""Questions of notebook 11, second part: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict, predict_number

rows_with_a_gradient = predict(
    (
        "A table holds 50,000 words, a row of 256 numbers each. A batch has 8 sentences of 20 "
        "words. In how many rows can ∂C/∂E differ from 0?"
    ),
    {
        "In all 50,000, most of them small": (
            "A row that no place picks does not enter the cost: its gradient is exactly 0."
        ),
        "In at most 160, one for each place": (
            "One place fills one row. Words that stand more than once share theirs, so it may be "
            "fewer."
        ),
        "In exactly 8, one for each sentence": (
            "A sentence has no row of its own. Each of its places picks one."
        ),
    },
    answer="In at most 160, one for each place",
)

scores_that_matter = predict(
    (
        "A query is compared with all keys: y = Σ a v, where the weights a are the softmax of the "
        "scores. Which score, nudged, moves y the most?"
    ),
    {
        "That of the largest weight, whatever its value": (
            "Where the largest weight is nearly 1, y is nearly its value, and v − y nearly 0."
        ),
        "That of the largest value, whatever its weight": (
            "A key with almost no weight is not heard: its slope carries the factor a."
        ),
        "One with some weight and a value far from y": (
            "The slope is a (v − y): the weight that it has × what it offers beyond the mix."
        ),
    },
    answer="One with some weight and a value far from y",
)

both_zero = predict(
    (
        "The matrices of queries and of keys both start at 0, that of values at random. Which of "
        "the two gets a gradient?"
    ),
    {
        "Both, since the values are not 0": (
            "Look at the formulas: dQ has the keys as a factor, dK the queries. Both are 0."
        ),
        "Neither, at the start or ever after": (
            "dQ = Δ K / √d with K = 0, and dK = Δᵀ Q / √d with Q = 0. It is stall 1, an input that "
            "is 0, from both sides."
        ),
        "The queries alone, as the keys are fixed": (
            "Keys are learnt as queries are. And the gradient of the queries has K as a factor."
        ),
    },
    answer="Neither, at the start or ever after",
)

undivided_score = predict_number(
    (
        "Queries and keys have 64 entries, independent, of mean 0 and variance 1. What is the "
        "standard deviation of a score q·k?"
    ),
    answer=8,
    tolerance=0.05,
    feedback={
        64: "That is the variance. A standard deviation is its square root.",
        1: "That would be so after division by √64.",
    },
    why="64 products of variance 1 add up to the variance 64, so to the standard deviation 8.",
)

least_kept = predict_number(
    (
        "100 layers. Instead of all 100 inputs you keep every s-th one, and compute a segment's s "
        "inputs again when you come back to it. About how many are held at once, with the best s?"
    ),
    answer=19,
    tolerance=1,
    feedback={
        10: "So many checkpoints, yes. The segment that is being worked through comes on top.",
        100: "That is what is held without checkpoints.",
        2: "Two would do for the checkpoints alone. The segment must be held as well.",
    },
    why="10 checkpoints and the 10 inputs of a segment, the first of which is a checkpoint itself.",
)

what_decides = predict(
    (
        "Many machines, each with a part of the batch, add up their gradients. Which share of a "
        "step goes into sending? It depends, besides on the machines and the network,"
    ),
    {
        "on the number of weights: more to send": (
            "There is more to send, and in the same proportion more to compute. It cancels."
        ),
        "on the examples that each machine holds": (
            "Computing grows with weights × examples, sending with weights alone."
        ),
        "on the number of layers: more to wait for": (
            "Layers add computing and weights to send alike. (They can even be sent while earlier "
            "layers are still on their way back.)"
        ),
    },
    answer="on the examples that each machine holds",
)

uneven_segments = predict_number(
    (
        "When the last segment is done its checkpoint is free, so the segment before it may be one "
        "layer longer. With the best lengths, how many inputs must be held at once for 100 layers?"
    ),
    answer=14,
    tolerance=0.1,
    feedback={
        19: "That is the best with segments of one length.",
        13: "13 + 12 + … + 1 = 91 layers. Nine are missing.",
        20: "That is more than the best with segments of one length.",
    },
    why="With room for m, the segments can be 1, 2, …, m long, the shortest last: together "
    "m (m + 1)/2 layers. 13 gives 91, 14 gives 105. So about √(2L) in place of 2√L.",
)
